"""Expressions: names, missing values, times, templates; the quick shapes mean what CEL means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import cel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoxiu.core.expressions import BadExpression, json_of, template, time_of, value_of
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.expressions.chains import split
from baoxiu.core.expressions.quick import shape

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Names:
    """A scope over a mapping."""

    def __init__(self, **values: Any) -> None:
        self.values = values
        self.asked: list[str] = []

    def value(self, name: Any) -> Any:
        self.asked.append(name)
        return self.values.get(name)

    raw = value

    def shown(self, name: str, language: str) -> str | None:
        return None

    def function(self, name: Any) -> Any:
        return self.values[name]


def test_the_free_names_are_known_and_bound_ones_are_not() -> None:
    expression = compiled('needed.exists(p, stock(p) < p.quantity) && state == "waiting"')
    assert expression.names == {"needed", "state"}
    assert expression.functions == {"stock"}


def test_a_name_in_a_text_is_no_name() -> None:
    assert compiled("outcome == \"state\" || outcome == '!mode'").names == {"outcome"}
    assert compiled('outcome == "!mode"').booleans == frozenset()


def test_compiled_once() -> None:
    assert compiled("a + b") is compiled("a + b")


@pytest.mark.parametrize("source", ["1 +", "a ==", "(", "a b", ""])
def test_what_cannot_be_read_is_refused_with_its_text(source: Any) -> None:
    with pytest.raises(BadExpression) as refused:
        compiled(source)
    assert refused.value.facts["source"] == source


@pytest.mark.parametrize(
    ("source", "values", "met"),
    [
        ("size(attempts) > 0", {"attempts": None}, False),
        ("size(attempts) == 0", {"attempts": None}, True),
        ("fee > 3", {}, False),
        ("!charged", {}, True),
        ("!charged || other", {"charged": True}, False),
        ("charged", {"charged": True}, True),
        ("charged && other", {"charged": True, "other": True}, True),
        ('site.area == "x"', {}, False),
        ('site.area == "x"', {"site": {}}, False),
        ('"a" in skills', {}, False),
        ("due < now", {"now": NOON}, False),
        ("due == null", {}, True),
        ("due != null", {"due": NOON}, True),
        ("now - t1 >= duration('3h30m')", {"now": NOON, "t1": NOON - timedelta(hours=3.5)}, True),
        ("now - t1 >= duration('3h30m')", {"now": NOON, "t1": NOON - timedelta(hours=3.4)}, False),
        ("size(lines) + 1 > size(lines)", {"lines": [{"at": NOON}] * 4}, True),
    ],
)
def test_a_condition_that_meets_a_missing_value_is_not_met(source: Any, values: Any, met: Any) -> None:
    assert compiled(source).holds(Names(**values)) is met


def test_what_has_no_value_is_none_and_says_why_when_asked() -> None:
    assert value_of("fee + 1", Names()) is None
    with pytest.raises(BadExpression):
        compiled("fee + 1").evaluate(Names())


def test_only_what_is_used_is_looked_up() -> None:
    names = Names(a=True, b=True, c=True)
    assert compiled("a == true").holds(names)
    assert names.asked == ["a"]


def test_the_last_entry_of_a_list() -> None:
    expression = compiled("promises[size(promises) - 1].at")
    assert expression.run(Names(promises=[{"at": "2026-03-01T00:00:00+00:00"}, {"at": "2026-03-02T04:00:00+00:00"}])) == NOON
    assert expression.run(Names(promises=[])) is None


# -- quick shapes


literals = st.one_of(
    st.text("abc 报", max_size=4).map(lambda t: f'"{t}"'), st.integers(-9, 99).map(str), st.sampled_from(["true", "false", "null"])
)
values = st.one_of(st.none(), st.booleans(), st.integers(-9, 99), st.text("abc 报", max_size=4))


@given(st.sampled_from(["==", "!="]), literals, values)
@settings(deadline=None)
def test_a_comparison_means_what_cel_means(sign: Any, literal: Any, value: Any) -> None:
    source = f"x {sign} {literal}"
    quick = shape(source)
    assert quick is not None
    assert quick(Names(x=value)) is cel.compile(source).execute({"x": value})


@given(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.integers(0, 4), st.lists(st.integers(), max_size=4))
@settings(deadline=None)
def test_counting_means_what_cel_means(sign: Any, count: Any, value: Any) -> None:
    source = f"size(x) {sign} {count}"
    quick = shape(source)
    assert quick is not None
    assert quick(Names(x=value)) is cel.compile(source).execute({"x": value})


@given(literals)
@settings(deadline=None)
def test_a_literal_is_what_cel_says(literal: Any) -> None:
    quick = shape(literal)
    assert quick is not None
    assert quick(Names()) == cel.evaluate(literal)


@given(st.lists(st.fixed_dictionaries({"quantity": st.integers(0, 9)}), min_size=1, max_size=4))
@settings(deadline=None)
def test_the_last_entry_is_what_cel_says(rows: Any) -> None:
    source = "x[size(x) - 1].quantity"
    quick = shape(source)
    assert quick is not None
    assert quick(Names(x=rows)) == cel.compile(source).execute({"x": rows})


@pytest.mark.parametrize(
    "source",
    [
        "a && b",
        "a == b",
        "x[size(y) - 1].at",
        "size(a)",
        "g(f(a))",
        'a == "\\n"',
        "a < 3",
        "a in b",
        "x.exists(a, b.k == 1)",
        "x.exists(a, a.done_at == null)",
    ],
)
def test_everything_else_is_left_to_cel(source: Any) -> None:
    assert shape(source) is None


@given(
    st.sampled_from(["exists", "all"]),
    st.sampled_from(["==", "!="]),
    literals,
    st.lists(st.one_of(st.fixed_dictionaries({"k": values}), st.just({"other": 1})), max_size=4),
)
@settings(deadline=None)
def test_going_through_entries_means_what_cel_means(way: str, sign: str, literal: str, rows: list[dict[str, Any]]) -> None:
    source = f"x.{way}(e, e.k {sign} {literal})"
    quick = shape(source)
    assert quick is not None
    assert quick(Names(x=rows)) is cel.compile(source).execute({"x": [{"k": None, **row} for row in rows]})


@given(
    st.sampled_from(["exists", "all"]),
    st.sampled_from(["<", "<=", ">", ">="]),
    st.lists(
        st.fixed_dictionaries(
            {"n": st.sampled_from([0, 3, 5, 2.5, None, "2", "", True, False]), "free": st.sampled_from([0, 2, 3.5, None, "10", "2", True])}
        ),
        max_size=3,
    ),
)
@settings(deadline=None)
def test_counting_for_entries_means_what_cel_means(way: str, sign: str, rows: list[dict[str, Any]]) -> None:
    source = f"x.{way}(e, f(e) {sign} e.n)"
    quick = shape(source)
    assert quick is not None

    def f(row: dict[str, Any]) -> Any:
        return row["free"]

    try:
        told = cel.compile(source).execute({"x": rows, "f": f})
    except TypeError:
        told = None
    assert quick(Names(x=rows, f=f)) is told


def test_a_key_an_entry_lacks_is_null() -> None:
    rows = [{"n": 1}, {"n": 2, "why": "x"}]
    assert compiled('rows.exists(r, r.why == "x" && r.n > 1)').run(Names(rows=rows)) is True
    assert compiled('rows.filter(r, r.why == "x")').run(Names(rows=rows)) == [{"n": 2, "why": "x"}]
    assert compiled('rows.exists(r, f(r) && r.why == "x")').run(Names(rows=rows, f=lambda row: row["n"] == 2)) is True


@given(st.sampled_from(["f()", "!f()", 'f("x")', "f(x)", "!f(x)", "f(3)"]), values, st.sampled_from([True, False, None, 3]))
@settings(deadline=None)
def test_a_call_is_what_cel_says(source: str, value: Any, back: Any) -> None:
    heard: list[Any] = []

    def f(*given: Any) -> Any:
        heard.append(given)
        return back

    quick = shape(source)
    assert quick is not None
    found = quick(Names(x=value, f=f))
    try:
        assert found == cel.compile(source).execute({"x": value, "f": f})
    except TypeError:
        assert found is None
    assert heard[0] == heard[-1]


# -- values and templates


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (NOON, "2026-03-02T04:00:00+00:00"),
        (NOON.astimezone(ZoneInfo("Asia/Shanghai")), "2026-03-02T04:00:00+00:00"),
        (timedelta(hours=1), 3600),
        ([NOON, {"a": NOON}], ["2026-03-02T04:00:00+00:00", {"a": "2026-03-02T04:00:00+00:00"}]),
        (None, None),
        ("x", "x"),
    ],
)
def test_values_are_kept_as_json(value: Any, kept: Any) -> None:
    assert json_of(value) == kept


@pytest.mark.parametrize("text", ["", "2026-03-02", "2026-03-02T04:00:00", "noon", "2026-13-02T04:00:00Z"])
def test_a_time_without_its_zone_is_no_instant(text: Any) -> None:
    assert time_of(text) is None


def test_blanks_are_filled_and_missing_ones_leave_a_dash() -> None:
    text = template("{number}：{due} 前到，备件 {parts}，{nothing}")
    names = Names(number="S1", due=NOON, parts=["A", "B"], zone=ZoneInfo("Asia/Shanghai"))
    assert text.fill(names) == "S1：2026-03-02 12:00 前到，备件 A、B，—"
    assert {name for blank in text.expressions for name in blank.names} == {"number", "due", "parts", "nothing"}


# -- chains and lists gone through

operands = st.sampled_from(
    [
        "a",
        "!a",
        "b",
        'c == "x"',
        "c != null",
        "size(d) > 1",
        'd.exists(e, e.k == "x")',
        "d.all(e, e.k != f(e))",
        "n > 2",
        "f(c)",
        "(a || b)",
    ]
)
conditions = st.recursive(
    operands,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" || ".join),
        st.lists(inner.map(lambda one: f"({one})" if "||" in one else one), min_size=2, max_size=3).map(" && ".join),
        inner.map(lambda one: f"({one})"),
    ),
    max_leaves=5,
)
worlds = st.fixed_dictionaries(
    {
        "a": st.sampled_from([True, False, None]),
        "b": st.sampled_from([True, False, None]),
        "c": st.sampled_from(["x", "y", None]),
        "d": st.lists(st.fixed_dictionaries({"k": st.sampled_from(["x", "y"]), "z": st.just(1)}), max_size=3),
        "n": st.sampled_from([1, 3, None]),
    }
)


@given(conditions, worlds)
@settings(deadline=None)
def test_a_chain_means_what_cel_means(source: str, world: dict[str, Any]) -> None:
    def f(given: Any) -> Any:
        return given == "x" if isinstance(given, str) else None

    expression = compiled(source)
    full = {**{name: False if value is None and name in expression.booleans else value for name, value in world.items()}, "f": f}
    try:
        told = cel.compile(source).execute(full)
    except (TypeError, RuntimeError, KeyError, ValueError):
        told = None

    assert expression.holds(Names(**world, f=f)) is (told is True)


def test_what_decides_early_spares_the_rest() -> None:
    names = Names(a=True, b=[{"k": 1}])
    assert compiled("a == true || b.exists(x, x.k == 2)").holds(names)
    assert names.asked == ["a"]


@pytest.mark.parametrize(
    ("source", "sign", "parts"),
    [
        ("a || b && c", "||", ("a", "b && c")),
        ("a && (b || c)", "&&", ("a", "(b || c)")),
        ('x == "a || b" || y', "||", ('x == "a || b"', "y")),
        ('x == "\\"||" && y', "&&", ('x == "\\"||"', "y")),
        ("f(a || b, c) || [a && b]", "||", ("f(a || b, c)", "[a && b]")),
    ],
)
def test_a_chain_is_cut_at_its_top(source: str, sign: str, parts: tuple[str, ...]) -> None:
    assert split(source) == (sign, parts)


@pytest.mark.parametrize("source", ["a", "(a || b)", "a || b ? c : d", 'x == "a || b"'])
def test_what_is_no_chain_is_left_whole(source: str) -> None:
    assert split(source) is None


@pytest.mark.parametrize(
    ("source", "value", "result"),
    [
        ('rows.exists(r, r.at > now && r.kind == "x")', [{"at": "2026-03-02T05:00:00+00:00", "kind": "x", "more": 1}], True),
        ("rows.map(r, r.n)", [{"n": 1, "m": 2}, {"n": 3}], [1, 3]),
        ("rows.exists(r, f(r) == 2)", [{"n": 1, "m": 2}], True),
        ("rows.filter(r, r.n == 1)", [{"n": 1, "m": 2}], [{"n": 1, "m": 2}]),
        ("rows.all(r, r.n in [s.n for_s])", [{"n": 1}], None),
        ("rows.exists(r, rows.exists(s, s.m == r.n))", [{"n": 2, "m": 2}], True),
    ],
)
def test_entries_bring_along_what_is_looked_at(source: str, value: Any, result: Any) -> None:
    if "for_s" in source:
        with pytest.raises(BadExpression):
            compiled(source)
        return
    names = Names(rows=value, now=NOON, f=lambda row: row["m"])
    assert compiled(source).run(names) == result
