"""A database of somebody else's that goes away and comes back: 503 meanwhile, and no restart."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from baoxiu.project import home
from baoxiu.project.postgres.cluster import url
from baoxiu.project.postgres.server import Server, cluster_of
from starting.installation import installation, wait_until


def test_while_the_database_is_away_pages_say_so_and_afterwards_work_goes_on() -> None:
    with installation() as theirs, installation(DATABASE_URL="later") as one:
        server = Server(cluster_of(home.make(theirs.home), is_lasting=False))
        server.start()
        server.wait()
        server.cluster.make_roles()
        one.variables["DATABASE_URL"] = url(home.find(theirs.home))
        one.start("--demo", "none")
        supervisor = one.process

        server.stop()

        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{one.port}/health", timeout=20)
        assert (refused.value.code, refused.value.headers["Retry-After"]) == (503, "2")
        assert "数据库暂时无法连接" in refused.value.read().decode()
        server.start()
        server.wait()
        wait_until(lambda: one.page() == 200, "the page, once the database is back")
        assert one.process is supervisor and one.is_alive()
        one.stop()
        server.stop()
