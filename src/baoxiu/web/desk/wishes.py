"""Keys of the board that mean the same on every ticket: give the job to somebody, urge; the procedure says which command that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Choice
from baoxiu.core.engine.plans import Act
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.ticket_page import TicketPage

URGING = frozenset({"hurry", "urge", "chase"})


@dataclass(frozen=True, slots=True)
class Answer:
    """Why what was wished for cannot be done here."""

    words: Words
    clause: str = ""


def choice_for(wish: str, page: TicketPage) -> Choice | None:
    """The command a wish means on this ticket: one that stands open before one that does not."""
    means = _MEANS.get(wish)
    acts = plan_of(page.standing.procedure).acts
    found = [choice for choice in page.standing.choices if means and choice.command in acts and means(acts[choice.command], choice)]
    return next((choice for choice in found if choice.open), next(iter(found), None))


def answer(wish: str, choice: Choice | None) -> Answer:
    """What to say where there is nothing to open."""
    if choice is None or choice.refusal is None:
        return Answer(
            {"assign": _("Nobody is named for this ticket here and now."), "urge": _("This ticket knows no urging.")}.get(wish, "")
        )
    return Answer(choice.refusal["words"], str(choice.refusal.get("clause") or ""))


def _assigns(act: Act, choice: Choice) -> bool:
    """Whether it gives the ticket to a person who is chosen in its form; a hand-over between colleagues is another thing."""
    return act.assigns is not None and act.kind == "command" and any(ask["type"] == "person" for ask in choice.asks)


def _urges(act: Act, choice: Choice) -> bool:
    """Whether it urges: the customer's word taken at the desk, or a command of the pack that opens a notice of it."""
    return bool(URGING & set(choice.command.split("_")))


_MEANS: Mapping[str, Callable[[Act, Choice], Any]] = {"assign": _assigns, "urge": _urges}
