"""What the command says to the person who started it: plain lines, in his language."""

from __future__ import annotations

import sys

from baoxiu.core.errors import Refusal
from baoxiu.project import environment


def say(en: str, zh: str) -> None:
    """Say one thing on standard output."""
    sys.stdout.write(environment.words(en, zh) + "\n")
    sys.stdout.flush()


def warn(en: str, zh: str) -> None:
    """Say what went wrong, or might, on standard error."""
    sys.stderr.write(environment.words(en, zh) + "\n")
    sys.stderr.flush()


def refuse(refusal: Refusal) -> int:
    """Say why the command cannot do its work; the status to end with."""
    warn(refusal.say("en"), refusal.say("zh"))
    return int(getattr(refusal, "status", 1))
