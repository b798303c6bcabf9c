"""What the collector of garbage need not look at: programs, packs and addresses stay for as long as a process lives."""

from __future__ import annotations

import gc

YOUNG = 20_000  # objects made before the young ones are looked at: about ten requests, a few reports of an import


def keep_what_is_loaded() -> None:
    """Called once everything is loaded; what is made from now on is collected as ever, in larger rounds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
