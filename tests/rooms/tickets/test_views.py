"""Views of the board: kept, shared with a unit, begun with, given up."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Malformed, NotFound
from baoxiu.tickets import actions, queries
from baoxiu.tickets.actions import NotYourUnit, NotYourView, TooManyViews
from baoxiu.tickets.actions.views import MOST
from cast import Cast


def names(cast: Cast, who: str) -> list[str]:
    return [view.name for view in queries.views_of(cast.actor(who))]


def test_a_view_is_ones_own_until_it_is_shared(cast: Cast) -> None:
    actions.keep_view("急的", "clock=soon", by=cast.actor("coordinator"), at=cast.at)

    assert names(cast, "coordinator") == ["急的"]
    assert names(cast, "manager") == []


def test_a_shared_view_is_offered_at_the_unit_and_below_and_nowhere_else(cast: Cast) -> None:
    actions.keep_view("本站超时", "clock=overdue", by=cast.actor("coordinator"), at=cast.at, unit=cast.units["SZ01"])

    assert [who for who in ("manager", "engineer", "region", "coordinator_gz", "front_desk") if names(cast, who)] == ["manager", "engineer"]


def test_only_a_unit_one_works_at_is_shared_with(cast: Cast) -> None:
    with pytest.raises(NotYourUnit):
        actions.keep_view("全国", "", by=cast.actor("coordinator"), at=cast.at, unit=cast.units["LH"])


def test_a_name_kept_again_takes_the_new_view(cast: Cast) -> None:
    for query in ("clock=soon", "clock=overdue"):
        actions.keep_view(" 急  的 ", query, by=cast.actor("coordinator"), at=cast.at)

    (view,) = queries.views_of(cast.actor("coordinator"))
    assert (view.name, view.query) == ("急 的", "clock=overdue")


@pytest.mark.parametrize(("name", "query"), [("  ", ""), ("长" * 61, ""), ("好", "q=" + "a" * 2000)])
def test_a_view_without_a_fitting_name_is_refused(cast: Cast, name: str, query: str) -> None:
    with pytest.raises(Malformed):
        actions.keep_view(name, query, by=cast.actor("coordinator"), at=cast.at)


def test_nobody_keeps_views_without_end(cast: Cast) -> None:
    for nth in range(MOST):
        actions.keep_view(f"第 {nth} 个", "", by=cast.actor("coordinator"), at=cast.at)

    with pytest.raises(TooManyViews):
        actions.keep_view("再来一个", "", by=cast.actor("coordinator"), at=cast.at)


def test_the_board_begins_with_the_view_one_chose_while_it_is_there(cast: Cast) -> None:
    coordinator, manager = cast.actor("coordinator"), cast.actor("manager")
    view = actions.keep_view("急的", "clock=soon", by=coordinator, at=cast.at, unit=cast.units["SZ01"], is_default=True)
    actions.begin_with(view.pk, by=manager)

    assert queries.default_view(coordinator) == queries.default_view(manager) == view

    actions.begin_with(None, by=coordinator)
    actions.drop_view(view.pk, by=coordinator)
    assert queries.default_view(coordinator) is queries.default_view(manager) is None


def test_a_view_that_is_no_longer_shared_is_no_longer_begun_with(cast: Cast) -> None:
    coordinator, manager = cast.actor("coordinator"), cast.actor("manager")
    view = actions.keep_view("急的", "clock=soon", by=coordinator, at=cast.at, unit=cast.units["SZ01"])
    actions.begin_with(view.pk, by=manager)

    actions.keep_view("急的", "clock=soon", by=coordinator, at=cast.at)

    assert queries.default_view(manager) is None


def test_a_shared_view_is_given_up_by_its_owner_alone(cast: Cast) -> None:
    view = actions.keep_view("急的", "clock=soon", by=cast.actor("coordinator"), at=cast.at, unit=cast.units["SZ01"])

    with pytest.raises(NotYourView):
        actions.drop_view(view.pk, by=cast.actor("manager"))
    with pytest.raises(NotFound):
        actions.drop_view(view.pk, by=cast.actor("coordinator_gz"))
    assert names(cast, "manager") == ["急的"]
