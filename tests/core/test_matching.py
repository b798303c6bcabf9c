"""Which station gets an order, and why each of the others does not: the laws, and the words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.matching import BARS, Absence, Ledger, Matching, Station, Terms, Verdict, Wanted, choose, lines, share_out, station_of
from baoxiu.core.matching.choosing import bars, rank

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
ORDER = Wanted(NOON, category="display", mode="onsite", product="desktop")


def station(unit: int, **facts: object) -> Station:
    base = Station(unit, f"S{unit}", f"站{unit}", far=1006, place="南山区", since=NOON - timedelta(days=9), day=DAY)
    return replace(base, **facts)  # type: ignore[arg-type]


def reasons(matching: Matching) -> dict[str, tuple[str, ...]]:
    return {verdict.station.code: verdict.reasons for verdict in matching.verdicts}


few = st.sampled_from
terms = st.none() | st.builds(
    Terms,
    products=st.frozensets(few(["desktop", "server"]), max_size=2),
    modes=st.frozensets(few(["onsite", "carry_in"]), max_size=2),
    capacity=st.none() | st.integers(0, 3),
)
times = few([NOON - timedelta(days=1), NOON, NOON + timedelta(days=1)])
stations = st.lists(
    st.builds(
        Station,
        unit=st.integers(1, 6),
        code=st.just("S"),
        title=st.just("站"),
        far=few([0, 1, 1003, 1006]),
        category=few(["", "display", "storage"]),
        order=st.integers(1, 2),
        since=st.none() | times,
        until=st.none() | times,
        terms=terms,
        lapsed=st.booleans(),
        absence=st.none() | st.builds(Absence, few(["holiday", "power"]), st.none() | times),
        day=st.just(DAY),
        taken=st.integers(0, 3),
    ),
    max_size=8,
)


def alike(rows: list[Station]) -> list[Station]:
    """What is one station's stays one station's: contract, absence and load are the same in all its coverages."""
    first: dict[int, Station] = {}
    for row in rows:
        first.setdefault(row.unit, row)
    own = {unit: {"terms": one.terms, "lapsed": one.lapsed, "absence": one.absence, "taken": one.taken} for unit, one in first.items()}
    return [replace(row, **own[row.unit]) for row in rows]  # type: ignore[arg-type]


candidates = stations.map(alike)


# -- laws


@given(candidates)
def test_the_chosen_may_have_it_and_nobody_who_may_comes_before(rows: list[Station]) -> None:
    found = choose(ORDER, rows)

    fit = [row for row in rows if not bars(ORDER, row, Ledger())]
    assert (found.chosen is None) == (not fit)
    if found.chosen is not None:
        assert found.chosen in fit
        assert rank(found.chosen, Ledger()) == min(rank(row, Ledger()) for row in fit)


@given(candidates, st.randoms())
def test_the_order_the_candidates_come_in_changes_nothing(rows: list[Station], dice: object) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]

    assert choose(ORDER, shuffled).as_record() == choose(ORDER, rows).as_record()


@given(candidates)
def test_every_candidate_gets_one_verdict_and_at_most_one_is_chosen(rows: list[Station]) -> None:
    found = choose(ORDER, rows)

    assert Counter(verdict.station.unit for verdict in found.verdicts) == Counter({row.unit for row in rows})
    assert [verdict.chosen for verdict in found.verdicts].count(True) == (found.chosen is not None)
    assert all(verdict.reasons for verdict in found.verdicts)


@given(candidates)
def test_who_was_not_chosen_may_leave_and_nothing_changes(rows: list[Station]) -> None:
    found = choose(ORDER, rows)

    for verdict in found.verdicts:
        if not verdict.chosen:
            without = choose(ORDER, [row for row in rows if row.unit != verdict.station.unit])
            assert (without.chosen and without.chosen.unit) == (found.chosen and found.chosen.unit)


@given(candidates, st.integers(0, 12))
def test_no_day_is_overfilled_and_nobody_waits_while_somebody_could(rows: list[Station], many: int) -> None:
    found = list(share_out((ORDER, rows) for _ in range(many)))

    given_to = Counter(one.chosen.unit for one in found if one.chosen)
    for row in rows:
        if row.terms and row.terms.capacity is not None:
            assert given_to[row.unit] <= max(0, row.terms.capacity - row.taken)
    if any(one.chosen is None for one in found):
        left = Ledger()
        for one in found:
            if one.chosen:
                left.take(one.chosen)
        assert all(bars(ORDER, row, left) for row in rows)


@given(candidates)
def test_why_nobody_takes_it_is_said_by_what_stands_in_the_way(rows: list[Station]) -> None:
    found = choose(ORDER, rows)

    barred = [set(verdict.reasons) for verdict in found.verdicts]
    if found.chosen is None:
        wait = any(one <= {"full", "takes_none", "away"} for one in barred)
        assert found.reason == ("no_capacity" if wait else "uncovered")
    else:
        assert found.reason == ""


@given(candidates)
def test_every_verdict_can_be_said_in_both_languages(rows: list[Station]) -> None:
    record = choose(ORDER, rows).as_record()

    for language in ("zh", "en"):
        for _, _, why in lines(record, language):
            assert why
            assert "{" not in why


# -- each rule


@pytest.mark.clause("LNG-11", "LNG-16")
@pytest.mark.parametrize(
    ("facts", "reason", "words"),
    [
        ({"since": NOON + timedelta(days=3)}, "not_yet", "自 2026-03-05 起"),
        ({"until": NOON}, "ended", "已于 2026-03-02 终止"),
        ({"category": "storage"}, "other_category", "只接 storage"),
        ({"lapsed": True}, "no_contract", "没有生效的签约条款"),
        ({"terms": Terms(products=frozenset({"server"}))}, "other_product", "只做 server"),
        ({"terms": Terms(modes=frozenset({"carry_in"}))}, "other_mode", "只做 carry_in"),
        ({"absence": Absence("power", NOON + timedelta(hours=2))}, "away", "停电，2026-03-02 14:00 恢复"),
        ({"terms": Terms(capacity=0)}, "takes_none", "产能为 0"),
        ({"terms": Terms(capacity=8), "taken": 8}, "full", "（8/8）"),
    ],
)
def test_what_bars_a_station_is_said_and_another_gets_the_order(facts: dict[str, object], reason: str, words: str) -> None:
    found = choose(ORDER, [station(1, **facts), station(2, far=1008)])

    assert found.chosen is not None
    assert found.chosen.unit == 2
    assert reasons(found) == {"S2": ("only",), "S1": (reason,)}
    ((title, chosen, why),) = [line for line in lines(found.as_record(), "zh") if line[0] == "站1"]
    assert (title, chosen) == ("站1", False)
    assert words in why


@pytest.mark.clause("LNG-11")
@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({"far": 1003}, {"far": 1006}, "farther"),
        ({"category": "display"}, {}, "general"),
        ({"order": 1}, {"order": 2}, "later"),
        ({"terms": Terms(capacity=10), "taken": 2}, {"terms": Terms(capacity=4), "taken": 1}, "busier"),
        ({}, {}, "number"),
    ],
)
def test_of_two_that_may_the_first_difference_decides(first: dict[str, object], second: dict[str, object], told: str) -> None:
    found = choose(ORDER, [station(2, **second), station(1, **first)])

    assert reasons(found) == {"S1": (f"not_{told}",), "S2": (told,)}


def test_all_that_bars_a_station_is_said_at_once() -> None:
    found = choose(ORDER, [station(1, lapsed=True, terms=Terms(capacity=0))])

    assert reasons(found) == {"S1": ("no_contract", "takes_none")}
    assert found.reason == "uncovered"
    assert lines(found.as_record(), "zh")[0][2].startswith("没有维修站覆盖")


def test_of_several_coverages_of_one_station_the_best_counts() -> None:
    found = choose(ORDER, [station(1, far=1008), station(1, far=1003), station(2, far=1006)])

    assert [verdict.station.far for verdict in found.verdicts] == [1003, 1006]


def test_a_row_of_the_database_reads_as_a_station() -> None:
    row = {
        "unit": 4, "changed": 2, "code": "SZ01", "title": "深圳一站", "far": 1006, "place": "南山区", "category": "", "order": 1,
        "since": "2026-01-01T00:00:00+08:00", "until": None, "day": "2026-03-02", "taken": 3, "via": "", "lapsed": False,
        "terms": {"products": ["desktop"], "modes": [], "capacity": 8}, "absence": {"reason": "holiday", "until": None},
    }  # fmt: skip

    read = station_of(row)

    assert read.terms == Terms(frozenset({"desktop"}), frozenset(), 8)
    assert read.absence == Absence("holiday", None)
    assert (read.day, read.taken, read.changed) == (DAY, 3, 2)
    assert set(bars(ORDER, read, Ledger())) <= set(BARS)
    assert isinstance(choose(ORDER, [read]).verdicts[0], Verdict)
