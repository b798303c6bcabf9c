"""Visits: what is kept of each, in order; how an arrival is proven; consent taken back; tickets out of a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoxiu.core import engine
from baoxiu.core.engine.facts import SYSTEM, Open, Post, TicketFacts
from baoxiu.core.engine.figures import History, figure
from baoxiu.core.engine.proofs import distance
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.loading import load_pack
from station import MONDAY, STATION, Case, at, person

WORKER = replace(person("engineer"), posts=(Post("worker", 7, "/1/7/", 1),))
NONE = {"how": "none", "reason": "门禁无信号"}
SITE = {"lat": 39.9, "lon": 116.4, "mark": "K7F2M9QX"}


@cache
def door() -> Any:
    return load_pack(Path(__file__).parent / "packs" / "door").procedures["job"]


def opened(**form: Any) -> Case:
    world = {"code": "004711"}
    decision = engine.decide_opening(door(), STATION, {"fault": "漏水", "category": "water", **form}, SYSTEM, MONDAY, world=world)
    facts = TicketFacts("t1", "D-1", "job", "work_order", "", None, 0, MONDAY, STATION)
    return Case(door(), facts).take(decision)


def run(case: Case, name: str, form: Any = None, *, minutes: float, by: Any = WORKER) -> Case:
    return case.run(name, form, by=by, hours=minutes / 60)


def visits(case: Case) -> Any:
    return case.fields["_visits"]


def minute(n: float) -> str:
    return at(n / 60).isoformat()


def there(*, proof: Any = None, **world: Any) -> Case:
    """Somebody at the door after five minutes of preparation and ten on the way."""
    case = opened(next_at=minute(20)).know(**world)
    run(run(case, "accept", minutes=0), "depart", minutes=5)
    return run(case, "arrive", {"proof": proof or NONE}, minutes=15)


def test_a_visit_is_kept_from_acceptance_to_leaving() -> None:
    case = run(there(), "come_again", {"next_at": minute(600)}, minutes=60)

    (visit,) = visits(case)
    assert visit == {
        "nth": 1, "by": WORKER.id, "by_name": WORKER.name, "accepted_at": minute(0), "departed_at": minute(5), "arrived_at": minute(15),
        "appointed_at": minute(20), "proof": NONE, "left_at": minute(60), "outcome": "come_again",
    }  # fmt: skip


def test_the_second_visit_is_one_of_its_own_and_keeps_the_new_appointment() -> None:
    case = run(there(), "come_again", {"next_at": minute(600)}, minutes=60)
    run(case, "arrive", {"proof": NONE, "companions": "小张"}, minutes=590)

    assert [visit["nth"] for visit in visits(case)] == [1, 2]
    assert visits(case)[1]["appointed_at"] == minute(600)
    assert visits(case)[1]["companions"] == "小张"
    assert "departed_at" not in visits(case)[1]


def test_nobody_home_is_a_visit_too_and_the_next_one_follows_the_new_appointment() -> None:
    case = opened(next_at=minute(20))
    run(run(case, "accept", minutes=0), "depart", minutes=5)
    run(case, "absent", {"next_at": minute(300), "proof": NONE}, minutes=19)

    (visit,) = visits(case)
    assert (visit["arrived_at"], visit["left_at"], visit["outcome"]) == (minute(19), minute(19), "absent")
    assert visit["appointed_at"] == minute(20)
    assert run(case, "arrive", {"proof": NONE}, minutes=299).state == "working"
    assert visits(case)[1]["appointed_at"] == minute(300)


def test_who_takes_over_before_the_departure_takes_the_visit_over() -> None:
    case = run(opened(), "accept", minutes=0)
    other = replace(WORKER, id=99, name="小赵")
    run(case, "accept", minutes=3, by=other)

    (visit,) = visits(case)
    assert (visit["by_name"], visit["accepted_at"]) == ("小赵", minute(3))


def test_who_takes_over_on_the_way_begins_a_visit_of_his_own() -> None:
    case = run(run(opened(), "accept", minutes=0), "depart", minutes=2)
    run(case, "accept", minutes=3, by=replace(WORKER, id=99, name="小赵"))

    assert [visit.get("outcome") for visit in visits(case)] == ["handed_on", None]


def test_a_visit_given_up_on_the_way_is_over_and_nobody_has_left() -> None:
    case = run(run(opened(), "accept", minutes=0), "depart", minutes=2)
    run(case, "turn_back", minutes=3)

    (visit,) = visits(case)
    assert visit["outcome"] == "turn_back"
    assert "left_at" not in visit


def test_a_visit_nobody_ended_is_not_ended_by_invention() -> None:
    case = run(there(), "arrive", {"proof": NONE}, minutes=50)

    first, second = visits(case)
    assert first["outcome"] == "not_said"
    assert "left_at" not in first
    assert second["arrived_at"] == minute(50)


def test_forgotten_tools_cost_time_that_is_not_charged() -> None:
    case = there()
    run(run(case, "agree", minutes=16), "start", minutes=16)
    run(case, "fetch", {"what": "冲击钻"}, minutes=20)
    run(case, "arrive", {"proof": NONE}, minutes=45)
    run(case, "finish", minutes=60)

    (visit,) = visits(case)
    assert visit["fetched"] == [{"at": minute(20), "what": "冲击钻", "worked": True, "back_at": minute(45)}]
    assert visit["arrived_at"] == minute(15)
    assert [(span["at"], span["until"]) for span in case.fields["_labour"]] == [(minute(16), minute(20)), (minute(45), minute(60))]


def test_nobody_goes_back_for_tools_from_where_he_is_not() -> None:
    case = run(there(), "fetch", {"what": "梯子"}, minutes=20)

    with pytest.raises(Refused) as refused:
        run(case, "fetch", {"what": "灯"}, minutes=21)
    assert refused.value.reason == "not_there"


# -- proof of arrival


def test_the_right_code_proves_and_is_not_kept_and_a_wrong_one_is_refused() -> None:
    case = run(opened(), "accept", minutes=0)
    with pytest.raises(Refused) as wrong:
        run(case, "arrive", {"proof": {"how": "code", "code": "1"}}, minutes=9)
    assert wrong.value.reason == "wrong_code"

    run(case, "arrive", {"proof": {"how": "code", "code": "004711"}}, minutes=10)

    assert visits(case)[0]["proof"] == {"how": "code"}
    assert "004711" not in str(case.last.form)


@pytest.mark.parametrize("said", ["K7F2M9QX", "https://baoxiu.example/at/K7F2M9QX", "k7f2m9qx/"])
def test_the_sign_of_the_site_proves(said: str) -> None:
    assert visits(there(proof={"how": "qr", "code": said}, site_proof=SITE))[0]["proof"] == {"how": "qr"}


@pytest.mark.parametrize(
    ("proof", "site", "reason"),
    [
        ({"how": "qr", "code": "AAAAAAAA"}, SITE, "other_site"),
        ({"how": "qr", "code": ""}, SITE, "bad_value"),
        ({"how": "qr", "code": "K7F2M9QX"}, {}, "site_unmarked"),
        ({"how": "place", "lat": 39.9, "lon": 116.4}, {}, "site_unplaced"),
        ({"how": "place", "lat": 39.91, "lon": 116.4}, SITE, "too_far"),
        ({"how": "place", "lat": 139.91, "lon": 116.4}, SITE, "bad_value"),
        ({"how": "place", "lat": "nan", "lon": 116.4}, SITE, "bad_value"),
        ({"how": "none"}, SITE, "bad_value"),
        ({"how": "smoke"}, SITE, "bad_choice"),
    ],
)
def test_what_proves_nothing_is_refused(proof: Any, site: Any, reason: str) -> None:
    case = opened().know(site_proof=site)
    run(case, "accept", minutes=0)
    with pytest.raises(Refused) as refused:
        run(case, "arrive", {"proof": proof}, minutes=10)
    assert (refused.value.reason, refused.value.field) == (reason, "proof")
    assert visits(case)[0].get("arrived_at") is None


def test_a_place_near_enough_proves_and_its_distance_is_kept() -> None:
    near = {"how": "place", "lat": 39.901, "lon": 116.4, "accuracy": 20}

    assert visits(there(proof=near, site_proof=SITE))[0]["proof"] == {**near, "metres": 111}


def test_what_the_telephone_says_of_its_own_error_counts_a_little() -> None:
    far = {"how": "place", "lat": 39.902, "lon": 116.4}
    with pytest.raises(Refused):
        there(proof=far, site_proof=SITE)
    assert there(proof={**far, "accuracy": 80}, site_proof=SITE).state == "working"
    with pytest.raises(Refused):
        there(proof={**far, "lat": 39.91, "accuracy": 5000}, site_proof=SITE)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_a_distance_is_the_same_both_ways_and_none_to_itself(lat: float, lon: float, lat_2: float, lon_2: float) -> None:
    there_and_back = distance((lat, lon), (lat_2, lon_2)), distance((lat_2, lon_2), (lat, lon))
    assert abs(there_and_back[0] - there_and_back[1]) < 1e-3
    assert 0 <= there_and_back[0] < 20_100_000
    assert distance((lat, lon), (lat, lon)) == 0


# -- what expressions see


def test_earlier_visits_want_somebody_asked() -> None:
    case = opened().know(earlier_visits=[{"number": "D-0", "by_name": "老刘", "at": minute(-600)}])
    with pytest.raises(Refused) as refused:
        run(case, "accept", minutes=0)
    assert refused.value.field == "asked_whom"
    assert run(case, "accept", {"asked_whom": "老刘：上次换过软管"}, minutes=0).state == "ready"


def test_a_figure_counts_visit_by_visit() -> None:
    case = run(there(), "come_again", {"next_at": minute(600)}, minutes=60)
    run(case, "arrive", {"proof": NONE}, minutes=599)

    count = figure(door(), "early", [History(case.facts)], at=at(20))[()]
    assert (count.counted, count.good) == (2, 1)


# -- consent taken back


def test_consent_taken_back_stops_the_work_until_there_is_a_new_one() -> None:
    case = there()
    assert "withdraw_consent" not in case.choices(WORKER)
    run(run(case, "agree", minutes=16), "start", minutes=16)
    run(case, "withdraw_consent", {"reason": "嫌贵"}, minutes=26)

    assert [(said["agreed"], said.get("reason")) for said in case.fields["_consents"]] == [(True, None), (False, "嫌贵")]
    assert case.fields["_labour"][-1]["until"] == minute(26)
    for command in ("start", "finish"):
        with pytest.raises(Refused) as refused:
            run(case, command, minutes=27)
        assert (refused.value.reason, refused.value.clause) == ("withdrawn", "DOR-02")
        assert "嫌贵" in refused.value.say("zh")

    run(case, "agree", minutes=30)
    run(case, "finish", minutes=40)
    assert [(span["at"], span["until"]) for span in case.fields["_labour"]] == [(minute(16), minute(26)), (minute(30), minute(40))]


def test_how_it_was_before_stays_with_the_consent_as_photos() -> None:
    case = run(there(), "agree", {"photos": ["a" * 64]}, minutes=16)

    assert case.fields["_consents"][0]["photos"] == ["a" * 64]


def test_what_nobody_agreed_to_cannot_be_taken_back() -> None:
    with pytest.raises(Refused) as refused:
        run(there(), "withdraw_consent", {"reason": "x"}, minutes=20)
    assert refused.value.reason == "not_agreed"


def test_a_screen_offers_the_consents_that_wait_and_takes_back_those_given() -> None:
    case = there()
    (agree,) = [ask for ask in case.choices(WORKER)["agree"].asks if ask["name"] == "consent"]
    assert ([option["value"] for option in agree["options"]], agree["default"]) == (["price"], "price")

    run(case, "agree", {"consent": "price"}, minutes=16)

    (back,) = [ask for ask in case.choices(WORKER)["withdraw_consent"].asks if ask["name"] == "consent"]
    assert ([option["value"] for option in back["options"]], back["default"]) == (["price"], "price")
    assert "agree" not in case.choices(WORKER)


def test_leaving_is_open_while_consent_is_taken_back() -> None:
    case = there()
    run(run(case, "agree", minutes=16), "withdraw_consent", {"reason": "嫌贵"}, minutes=17)
    assert run(case, "come_again", {"next_at": minute(900)}, minutes=20).state == "ready"


# -- tickets out of a list


def test_each_finding_and_each_wish_opens_a_ticket() -> None:
    case = run(there(), "agree", minutes=16)
    findings = [{"what": "插座松动", "where": "厨房", "category": "power"}, {"what": "地漏慢"}]
    run(case, "finish", {"findings": findings, "wishes": ["装窗帘"]}, minutes=40)

    opens = [effect for effect in case.last.effects if isinstance(effect, Open)]
    assert [one.fields for one in opens] == [
        {"fault": "插座松动", "category": "power", "where": "厨房"},
        {"fault": "地漏慢", "where": "?"},
        {"fault": "装窗帘"},
    ]
    assert all(one.apart and one.clause == "DOR-03" for one in opens)
    assert case.fields["category"] == "water"


@pytest.mark.parametrize("findings", [[{"where": "厨房"}], [{"what": " "}], "漏", [{"what": "x"}] * 31])
def test_a_finding_says_what_was_found(findings: Any) -> None:
    case = run(there(), "agree", minutes=16)
    with pytest.raises(Refused) as refused:
        run(case, "finish", {"findings": findings}, minutes=40)
    assert refused.value.field == "findings"


# -- the law of order

STEPS = st.sampled_from(["accept", "depart", "arrive", "absent", "fetch", "come_again", "turn_back", "start", "agree", "withdraw_consent"])
FORMS: dict[str, Any] = {
    "arrive": {"proof": NONE}, "fetch": {"what": "梯子"}, "withdraw_consent": {"reason": "x"},
}  # fmt: skip


@given(st.lists(st.tuples(STEPS, st.floats(0, 90)), max_size=25))
@settings(deadline=None, max_examples=150)
def test_the_times_of_visits_never_run_backwards(walk: list[tuple[str, float]]) -> None:
    case, now = opened(), 0.0
    for name, passing in walk:
        now += passing
        form = FORMS.get(name) or ({"next_at": minute(now + 60)} if name in {"absent", "come_again"} else {})
        try:
            run(case, name, form, minutes=now)
        except Refused:
            continue
    kept = case.fields.get("_visits") or []
    for visit in kept:
        times = [visit[key] for key in ("accepted_at", "departed_at", "arrived_at") if key in visit]
        times += [trip[key] for trip in visit.get("fetched", []) for key in ("at", "back_at") if key in trip]
        times += [visit["left_at"]] if "left_at" in visit else []
        assert times == sorted(times)
    assert [visit["nth"] for visit in kept] == list(range(1, len(kept) + 1))
    assert all(visit["outcome"] for visit in kept[:-1])
    spans = case.fields.get("_labour") or []
    assert all(span["at"] <= span.get("until", minute(now + 1)) for span in spans)
    assert timedelta(0) <= timedelta(minutes=now)
