"""Who acts, and what the directory knows of him."""

from __future__ import annotations

from cast import Cast

import pytest

from baoxiu.directory import queries


def test_an_actor_is_read_in_one_query(cast: Cast, django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):
        actor = queries.actor_of(cast.people["coordinator"])

    assert actor.roles_at(cast.units["SZ01-A"].path) == {"coordinator"}
    assert actor.roles_at(cast.units["GZ01"].path) == set()
