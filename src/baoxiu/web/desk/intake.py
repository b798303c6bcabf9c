"""The desk's form: which units and procedures it may go to, what is asked, and the report it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotYours
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.directory.queries import areas
from baoxiu.intake.actions import NoProcedure, Report
from baoxiu.web.shared import acting, naming, reading, report_form
from baoxiu.web.shared.drawing import Option
from baoxiu.web.shared.languages import in_language
from baoxiu.web.shared.report_form import Asked as AskedFor
from baoxiu.web.shared.requests import Asked


class Form:
    """What was typed, read against what this person may open and where."""

    def __init__(self, actor: Actor, at: datetime, said: Mapping[str, Any]) -> None:
        """Nothing is looked up before it is wanted."""
        self.actor, self.at, self.said = actor, at, said

    @cached_property
    def units(self) -> list[Unit]:
        """The units of this person's posts, where he takes reports."""
        ids = list(dict.fromkeys(post.unit_id for post in self.actor.posts))
        return [directory.unit_with(id_) for id_ in ids]

    @cached_property
    def unit(self) -> Unit:
        """Where it goes to: the one chosen, else the first."""
        wanted = str(self.said.get("unit", ""))
        found = [unit for unit in self.units if str(unit.pk) == wanted] if wanted else self.units
        if not found:
            raise NotYours(role="-")
        return found[0]

    @cached_property
    def procedures(self) -> dict[str, LoadedProcedure]:
        """What may be opened there."""
        return report_form.openable(self.unit, self.actor, self.at)

    @property
    def procedure(self) -> str:
        """The one chosen, else the first; none where this person takes no reports."""
        wanted = str(self.said.get("procedure", ""))
        return wanted if wanted in self.procedures else next(iter(self.procedures), "")

    @cached_property
    def asked(self) -> AskedFor | None:
        """What the procedure wants to know."""
        if not self.procedure:
            return None
        category = str(self.said.get("category", ""))
        return report_form.asked(self.procedure, self.unit, self.actor, self.at, category=category, given=self.said)

    def context(self) -> dict[str, Any]:
        """For the template."""
        chosen = self.procedures.get(self.procedure)
        return {
            "asked": self.asked,
            "draft": self.said,
            "draft_at": self.said.get("draft_at"),
            "procedures": [Option(key, one.definition.title, key == self.procedure) for key, one in self.procedures.items()],
            "categories": report_form.categories(chosen, str(self.said.get("category", ""))) if chosen else [],
            "units": [Option(str(unit.pk), naming.unit(unit), unit.pk == self.unit.pk) for unit in self.units],
        }

    def report(self, request: Asked) -> Report:
        """The report, files stored and named in it."""
        if self.asked is None:
            raise NoProcedure(unit=self.unit.title)
        wanted = [ask for ask in self.asked.choice.asks if ask["name"] not in report_form.SAID]
        files = tuple(acting.keep(request, file.chunks()) for file in request.FILES.getlist("file"))
        said = self.said
        return Report(
            unit=self.unit,
            procedure=self.procedure,
            channel="phone",
            text=self._text(),
            category=said.get("category", ""),
            reporter_name=said.get("reporter_name", ""),
            reporter_phone=said.get("reporter_phone", ""),
            owner=_id(said.get("customer")),
            site=_id(said.get("site")),
            place=said.get("place", ""),
            area=self._area(),
            answers=reading.form_of(request, wanted, zone=self.unit.zone, store=lambda chunks: acting.keep(request, chunks)),
            files=files,
        )

    def _area(self) -> str:
        """The area that was chosen; one typed by name is looked up; else the one the address names."""
        said = str(self.said.get("area", "")).strip()
        if said:
            found = areas.find_areas(said, most=1)
            return found[0].code if found else said
        address = next((str(self.said[name]) for name in ("address", "place") if self.said.get(name)), "")
        lies_in = areas.area_in(address) if address else None
        return lies_in.code if lies_in is not None else ""

    def _text(self) -> str:
        """The caller's words, and the answers that fill no field under them."""
        notes = self.asked.notes if self.asked else ()
        answered = [f"{in_language(note.ask)} {self._answer(note)}" for note in notes if self.said.get(f"note.{note.name}")]
        return "\n".join([str(self.said.get("text", "")).strip(), *answered])

    def _answer(self, note: report_form.Note) -> str:
        given = str(self.said[f"note.{note.name}"])
        return next((in_language(option.words) for option in note.options if option.key == given), given)


def _id(given: Any) -> int | None:
    return int(given) if str(given or "").isdecimal() else None
