"""Charges: of labour or of materials, each with the fields its lines stand in, and nothing that belongs to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baoxiu.core.procedure.checking.part import Part
from baoxiu.core.procedure.elements import Charge
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.hints import hints

LINES: Mapping[str, str] = {"labour": "price_lines", "materials": "part_lines"}
OWN: Mapping[str, frozenset[str]] = {
    "labour": frozenset({"minutes", "over", "several_kinds", "billing_unit", "minimum"}),
    "materials": frozenset({"from_", "otherwise", "checked"}),
}


def charges(part: Part) -> Iterator[Fault]:
    """Every charge is one the engine knows, and its lines stand in fields of the right type."""
    for name, charge in part.definition.charges.items():
        if name not in LINES:
            yield part.fault("not_one_of", "charges", name, found=name, key="charges", **hints(name, LINES))
            continue
        yield from _lines(part, name, charge)
        yield from _keys(part, name, charge)


def _lines(part: Part, name: str, charge: Charge) -> Iterator[Fault]:
    if charge.lines is None and charge.planned is None:
        yield part.fault("charge_without_lines", "charges", name, name=name, type=LINES[name])
    wanted = [("lines", charge.lines, LINES[name]), ("planned", charge.planned, LINES[name])]
    if charge.minutes not in (None, "worked"):
        wanted.append(("minutes", charge.minutes, "labour_time"))
    for key, field, kind in wanted:
        if field is None:
            continue
        yield from part.unknown("unknown_field", field, part.fields, "charges", name, key)
        if field in part.fields and part.fields[field].type != kind:
            yield part.fault("charge_lines_kind", "charges", name, key, name=field, type=kind)


def _keys(part: Part, name: str, charge: Charge) -> Iterator[Fault]:
    """What belongs to the other charge has no effect here, so it is a mistake."""
    other = next(one for one in LINES if one != name)
    for key in sorted(OWN[other] & charge.model_fields_set):
        written = Charge.model_fields[key].alias or key
        yield part.fault("charge_key", "charges", name, written, key=written, name=other)
