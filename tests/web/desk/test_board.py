"""The board: numbers open, the address is the view, j k o walk it."""

from __future__ import annotations

from datetime import timedelta

from web.faces import Faces, tree


def numbers(faces: Faces, query: str = "", path: str = "/desk/board", login: str = "coordinator") -> list[str]:
    page = tree(faces.as_(login).get(path + query))
    return [row.get("data-number") for row in page.xpath("//tr[@data-row]")]


def test_each_number_over_the_board_leads_to_its_tickets(faces: Faces) -> None:
    page = tree(faces.as_("coordinator").get("/desk/board"))
    tiles = {tile.text_content().split()[0]: tile for tile in page.xpath("//*[contains(@class,'tile ')]")}

    assert tiles["未结"].text_content().split()[-1] == "1"
    assert tiles["待下载"].text_content().split()[-1] == "1"
    assert numbers(faces, tiles["待下载"].get("href")) == [faces.number]
    assert numbers(faces, tiles["已超时"].get("href")) == []


def test_what_is_overdue_is_found_under_its_number(faces: Faces) -> None:
    from baoxiu.journal import clock
    from conftest import MORNING

    clock.move(MORNING + timedelta(hours=5))

    assert numbers(faces, "?clock=overdue") == [faces.number]


def test_search_finds_by_words_and_by_the_last_digits_of_a_number(faces: Faces) -> None:
    assert numbers(faces, "?q=开机") == [faces.number]
    assert numbers(faces, "?q=1000") == [faces.number]
    assert numbers(faces, "?q=没有这样的事") == []


def test_approvals_and_call_backs_are_boards_of_their_own(faces: Faces) -> None:
    assert numbers(faces, path="/desk/approvals", login="director") == []
    assert numbers(faces, path="/desk/calls", login="director") == []


def test_nonsense_in_the_address_shows_the_whole_board(faces: Faces) -> None:
    assert numbers(faces, "?clock=never&ended=perhaps&order=by-colour") == [faces.number]


def test_a_ticket_opens_beside_the_list_as_a_fragment(faces: Faces) -> None:
    answer = faces.as_("coordinator").get(f"/desk/tickets/{faces.number}?beside=1", headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith("<article")
