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
from baoxiu.intake.actions.reports import LONGEST
from baoxiu.web.desk import asking
from baoxiu.web.desk.asking import Questions
from baoxiu.web.shared import acting, naming, reading, report_form
from baoxiu.web.shared.drawing import Ask, Option
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
        """What may be opened there; a call that only asks comes after one that reports."""
        found = report_form.openable(self.unit, self.actor, self.at)
        return dict(sorted(found.items(), key=lambda one: one[1].definition.kind == "consultation"))

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

    @cached_property
    def categories(self) -> list[Option]:
        """The categories that lead to the chosen procedure."""
        chosen = self.procedures.get(self.procedure)
        return report_form.categories(chosen, str(self.said.get("category", ""))) if chosen else []

    @property
    def turns(self) -> list[Option]:
        """The consultations it may be turned into: nothing is repaired, somebody is told something."""
        others = ((key, one) for key, one in self.procedures.items() if key != self.procedure and one.definition.kind == "consultation")
        return [Option(key, one.definition.title) for key, one in others]

    @cached_property
    def questions(self) -> Questions:
        """What the desk asks, in the pack's order."""
        if self.asked is None:
            return Questions()
        return asking.questions(self.asked, self.procedures[self.procedure], self.unit, self.actor, self.at, self.said)

    def context(self) -> dict[str, Any]:
        """For the template."""
        return {
            "asked": self.asked,
            "questions": self.questions,
            "draft": self.said,
            "draft_at": self.said.get("draft_at"),
            "procedures": [Option(key, one.definition.title, key == self.procedure) for key, one in self.procedures.items()],
            "categories": self.categories,
            "units": [Option(str(unit.pk), naming.unit(unit), unit.pk == self.unit.pk) for unit in self.units],
            "longest": LONGEST,
        }

    def rehearsal(self) -> Report:
        """The report as far as it was said: without files, what cannot be read left out."""
        asks = [ask for ask in self._wanted if ask["type"] not in reading.FILES | {"signature"}]
        return self._report(reading.said_of(self.said, asks, zone=self.unit.zone), ())

    def report(self, request: Asked) -> Report:
        """The report, files stored and named in it."""
        if self.asked is None:
            raise NoProcedure(unit=self.unit.title)
        files = tuple(acting.keep(request, file.chunks()) for file in request.FILES.getlist("file"))
        return self._report(
            reading.form_of(request, self._wanted, zone=self.unit.zone, store=lambda chunks: acting.keep(request, chunks)), files
        )

    @property
    def _wanted(self) -> list[Ask]:
        asks = self.asked.choice.asks if self.asked else ()
        return [ask for ask in asks if ask["name"] not in report_form.SAID]

    def _report(self, answers: Mapping[str, Any], files: tuple[str, ...]) -> Report:
        said = self.said
        return Report(
            unit=self.unit,
            procedure=self.procedure,
            channel="phone",
            text=self._text(),
            category=said.get("category", ""),
            reporter_name=said.get("reporter_name", ""),
            reporter_phone=said.get("reporter_phone", ""),
            owner=number_of(said.get("customer")),
            site=number_of(said.get("site")),
            asset=number_of(said.get("asset")),
            place=said.get("place", ""),
            area=self._area(),
            answers=answers,
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


def number_of(given: Any) -> int | None:
    """An id as a form sends it; None where it says none."""
    return int(given) if str(given or "").isdecimal() else None
