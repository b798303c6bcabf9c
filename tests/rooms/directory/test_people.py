"""People: posts, skills, tokens, passwords, recorded outages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Malformed, NotFound
from baoxiu.directory import actions, queries
from baoxiu.directory.models import ApiToken
from baoxiu.journal.models import Event
from cast import PASSWORD, Cast
from wire import round_trips


def test_an_actor_is_read_in_one_round_trip(cast: Cast) -> None:
    actor = queries.actor_of(cast.people["coordinator"])

    assert round_trips(lambda: queries.actor_of(cast.people["coordinator"])) == 1
    assert actor.roles_at(cast.units["SZ01-A"].path) == {"coordinator"}
    assert actor.roles_at(cast.units["GZ01"].path) == set()
    assert (actor.name, actor.organisation_id, actor.language) == ("陈协调", cast.lanhai.pk, "zh")


def test_a_person_may_hold_several_posts_at_several_units(cast: Cast) -> None:
    actions.give_post(cast.people["coordinator"], cast.units["GZ01"], "coordinator", rank=2, by=SYSTEM, at=cast.at)
    actions.give_post(cast.people["coordinator"], cast.units["SZ01"], "parts_desk", by=SYSTEM, at=cast.at)

    actor = cast.actor("coordinator")

    assert actor.roles_at(cast.units["SZ01"].path) == {"coordinator", "parts_desk"}
    assert actor.roles_at(cast.units["GZ01"].path) == {"coordinator"}
    assert {post.rank for post in actor.posts} == {0, 2}


def test_a_post_counts_from_its_first_to_its_last_day(cast: Cast) -> None:
    person, unit = cast.people["engineer"], cast.units["GZ01"]
    first, last = date(2026, 4, 1), date(2026, 4, 30)
    actions.give_post(person, unit, "engineer", by=SYSTEM, at=cast.at, since_on=first, until_on=last)

    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)]
    held = [queries.actor_of(person, on=day).roles_at(unit.path) for day in days]

    assert held == [set(), {"engineer"}, {"engineer"}, set()]


def test_a_post_in_another_organisation_is_refused(cast: Cast) -> None:
    with pytest.raises(actions.OtherOrganisation):
        actions.give_post(cast.people["engineer"], cast.units["YH-1"], "technician", by=SYSTEM, at=cast.at)

    assert cast.actor("engineer").roles_at(cast.units["YH-1"].path) == set()


def test_a_licence_does_not_count_after_its_last_day(cast: Cast) -> None:
    before = queries.actor_of(cast.people["engineer_two"], on=date(2026, 1, 31))
    after = queries.actor_of(cast.people["engineer_two"], on=date(2026, 2, 1))

    assert (sorted(before.skills), sorted(after.skills)) == (["laptop", "printer"], ["printer"])


def test_only_people_on_shift_with_a_valid_skill_are_found(cast: Cast) -> None:
    day, station = cast.at.date(), cast.units["SZ01"]
    assert [p.login for p in queries.people_with_skill("laptop", station, on=day)] == ["engineer"]

    actions.set_on_shift(cast.people["engineer"], False)

    assert queries.people_with_skill("laptop", station, on=day) == []
    assert not cast.actor("engineer").on_shift


def test_a_role_is_held_at_the_nearest_unit_upward(cast: Cast) -> None:
    crew = cast.units["SZ01-A"]

    assert [p.login for p in queries.holders("coordinator", crew)] == ["coordinator"]
    assert [p.login for p in queries.holders("region", crew)] == ["region"]
    assert [p.login for p in queries.holders("region", cast.units["BJ01"])] == ["region_north"]
    assert queries.holders("front_desk", crew) == []

    actions.give_post(cast.people["supervisor"], crew, "coordinator", by=SYSTEM, at=cast.at)

    assert [p.login for p in queries.holders("coordinator", crew)] == ["supervisor"]


def test_somebody_who_left_acts_no_more_and_holds_nothing(cast: Cast) -> None:
    person = cast.people["coordinator"]
    _, secret = actions.issue_token(person, "scanner", ["read"], by=SYSTEM, at=cast.at)

    actions.set_active(person, False, by=SYSTEM, at=cast.at)

    with pytest.raises(NotFound):
        queries.actor_of(person)
    assert queries.holders("coordinator", cast.units["SZ01"]) == []
    assert queries.actor_by_token(secret, cast.at) is None


def test_a_login_is_given_once(cast: Cast) -> None:
    with pytest.raises(actions.LoginTaken):
        actions.create_person(cast.yuehe, login="engineer", name="另一人", by=SYSTEM, at=cast.at)

    assert queries.person_on("engineer").name == "李工"


@pytest.mark.parametrize("password", ["short", "password", "12345678"])
def test_an_easy_password_is_refused_in_plain_words(cast: Cast, password: str) -> None:
    with pytest.raises(actions.WeakPassword) as refused:
        actions.set_password(cast.people["engineer"], password, by=SYSTEM, at=cast.at)

    assert refused.value.field == "password"
    assert not queries.person_on("engineer").has_usable_password()


def test_a_password_is_kept_as_argon2_only(cast: Cast) -> None:
    actions.set_password(cast.people["engineer"], PASSWORD, by=SYSTEM, at=cast.at)

    person = queries.person_on("engineer")
    assert person.password.startswith("argon2$argon2id$")
    assert person.check_password(PASSWORD)
    assert PASSWORD not in str(list(Event.objects.filter(type="PasswordChanged").values()))


def test_a_token_works_until_it_expires_or_is_revoked_and_only_its_hash_is_kept(cast: Cast) -> None:
    token, secret = actions.issue_token(
        cast.people["coordinator"], "import", ["read", "report"], by=SYSTEM, at=cast.at, expires_at=cast.at + timedelta(days=1)
    )
    actor, scopes, until = queries.actor_by_token(secret, cast.at) or pytest.fail("the token is not known")
    assert (actor, sorted(scopes)) == (cast.actor("coordinator"), ["read", "report"])
    assert until == cast.at + timedelta(days=1)
    assert secret not in str(ApiToken.objects.values_list())
    assert queries.actor_by_token(secret, cast.at + timedelta(days=1)) is None
    assert queries.actor_by_token(secret + "x", cast.at) is None

    actions.revoke_token(token, by=SYSTEM, at=cast.at)

    assert queries.actor_by_token(secret, cast.at) is None


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "root"]])
def test_a_token_for_unknown_scopes_is_refused(cast: Cast, scopes: list[str]) -> None:
    with pytest.raises(Malformed):
        actions.issue_token(cast.people["coordinator"], "x", scopes, by=SYSTEM, at=cast.at)

    assert not ApiToken.objects.exists()


@pytest.mark.clause("LCD-41")
def test_an_outage_covers_its_time_and_nothing_else(cast: Cast) -> None:
    starts, ends = cast.at, cast.at + timedelta(hours=2)
    director = cast.people["director"]
    actions.record_outage(cast.lanhai, starts, ends, "机房断电", recorded_by=director, by=cast.actor("director"), at=ends)

    lanhai, yuehe = cast.lanhai.pk, cast.yuehe.pk
    moments = [starts - timedelta(seconds=1), starts, ends - timedelta(seconds=1), ends]
    assert [queries.outage_at(lanhai, at) is not None for at in moments] == [False, True, True, False]
    assert queries.outage_at(yuehe, starts) is None


def test_an_outage_that_ends_before_it_starts_is_refused(cast: Cast) -> None:
    with pytest.raises(Malformed):
        actions.record_outage(
            cast.lanhai, cast.at, cast.at, "断电", recorded_by=cast.people["director"], by=cast.actor("director"), at=cast.at
        )


def test_changes_of_posts_stand_in_the_chain_of_the_organisation(cast: Cast) -> None:
    post = cast.people["engineer"].posts.get()
    director = cast.actor("director")

    actions.end_post(post, by=director, at=cast.at)

    last = Event.objects.filter(organisation_id=cast.lanhai.pk).order_by("-seq")[0]
    assert (last.type, last.actor_name, last.data["role"]) == ("PostEnded", "高总", "engineer")
    assert cast.actor("engineer").posts == ()
