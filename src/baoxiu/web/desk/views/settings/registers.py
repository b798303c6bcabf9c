"""The tables there are, each for what whoever asks looks after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.errors import NotFound
from baoxiu.core.sheets import Register
from baoxiu.directory import queries as directory
from baoxiu.directory.actions import registers
from baoxiu.directory.actions.registers import Kept
from baoxiu.directory.models import Unit
from baoxiu.dispatch.actions.register import Contracts
from baoxiu.quotes import actions as quotes
from baoxiu.quotes.actions.register import Prices
from baoxiu.stock import actions as stock
from baoxiu.stock.actions.register import Stock
from baoxiu.web.desk.views.settings import posts
from baoxiu.web.desk.views.settings.frame import Keeper
from baoxiu.web.shared import packs

ICONS: Mapping[str, str] = {
    "units": "hierarchy", "people": "users", "sites": "map-pin", "customers": "user", "assets": "device-desktop",
    "days": "calendar-event", "prices": "receipt", "stock": "package", "contracts": "certificate",
}  # fmt: skip
NAMES = tuple(ICONS)


def register_of(keeper: Keeper, name: str) -> Register:
    """One of the tables."""
    if name not in MAKES:
        raise NotFound(what="table / 表", name=name)
    return MAKES[name](keeper)


def kept_of(keeper: Keeper) -> Kept:
    """What he looks after, in the words of his packs."""
    organisation, at = keeper.organisation, keeper.request.now
    found = packs.packs_of(organisation.pk)
    return Kept(
        organisation=organisation,
        units=keeper.all_units,
        is_whole=keeper.is_whole,
        levels={name: words for pack in found for name, words in pack.pack.levels.items()},
        roles={name: role.title for pack in found for name, role in pack.pack.roles.items()},
        may_give=frozenset(name for name, _title in posts.role_choices(keeper)),
        ranks=catalogue.ranks_of(organisation.pk, at=at),
        actor_id=keeper.request.actor.id,
    )


def _days(keeper: Keeper) -> Register:
    """Where no unit lays a calendar down, that of the packs it works by."""
    otherwise = {}
    if not keeper.organisation.calendar:
        for unit in keeper.units:
            found = catalogue.packs_in_force_at(unit, at=keeper.request.now)
            otherwise[unit.code] = next((pack.pack.calendar for pack in found if pack.pack.calendar), {})
    return registers.Days(kept_of(keeper), otherwise)


def may_fill(keeper: Keeper, name: str) -> bool:
    """Whether somebody fills a table: who looks after units any; who keeps prices that of prices (`prices_by`)."""
    return bool(keeper.paths) or (name == "prices" and bool(_priced(keeper)))


def _priced(keeper: Keeper) -> list[Unit]:
    actor, at = keeper.request.actor, keeper.request.now
    return [unit for unit in directory.unit_tree(actor.organisation_id or 0) if quotes.may_lay(actor, unit, at=at)]


def _contracts(keeper: Keeper) -> Register:
    """Contracts are the whole organisation's: a station asks for a change, and somebody else approves it."""
    procedures = [one for pack in packs.packs_of(keeper.organisation.pk) for one in pack.definitions]
    modes = {name: _words(mode.title) for one in procedures for name, mode in one.modes.items()}
    lines = [one.fields["product_line"].of for one in procedures if "product_line" in one.fields]
    products = {name: _words(said) for line in lines if isinstance(line, dict) for name, said in line.items()}
    return Contracts(keeper.units if keeper.is_whole else [], keeper.request.now, products=products, modes=modes)


def _words(said: Mapping[Any, str]) -> dict[str, str]:
    return {str(language): words for language, words in said.items()}


def _stock(keeper: Keeper) -> Register:
    actor, at = keeper.request.actor, keeper.request.now
    return Stock([unit for unit in keeper.units if stock.may_keep(actor, unit, at=at)])


MAKES: Mapping[str, Callable[[Keeper], Register]] = {
    "units": lambda keeper: registers.Units(kept_of(keeper)),
    "people": lambda keeper: registers.People(kept_of(keeper)),
    "sites": lambda keeper: registers.Sites(kept_of(keeper)),
    "customers": lambda keeper: registers.Customers(kept_of(keeper)),
    "assets": lambda keeper: registers.Assets(kept_of(keeper)),
    "days": _days,
    "prices": lambda keeper: Prices(_priced(keeper)),
    "stock": _stock,
    "contracts": _contracts,
}
