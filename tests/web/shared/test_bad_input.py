"""What people should not send, and do: nothing of it runs, nothing of it breaks, and whoever sent it is told what to do."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from baoxiu.acceptance.queries.glyphs import has, printable
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory.queries import find_customers
from baoxiu.intake.models import Request
from baoxiu.journal import clock
from baoxiu.journal.models import Event, Message, StoredFile
from baoxiu.tickets import actions
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries import search, ticket_on
from baoxiu.web.shared import links
from pictures import PNG
from web.faces import Faces, tree

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{7*7}}{number}#sys.inputs $x$ *b*"""
RARE = "𠮷㛃😀"


@pytest.fixture
def guest() -> Client:
    """Somebody with a link and no account."""
    return Client(headers={"Accept-Language": "zh-CN"})


def report(faces: Faces, **more: Any) -> dict[str, Any]:
    said = {"tab": "1", "text": "打印机卡纸", "procedure": "work-order", "reporter_name": "王女士", "reporter_phone": "13800138000",
            "place": "科技园 3 栋", "site": str(faces.cast.sites["NS"].pk), "unit": str(faces.cast.units["LH"].pk)}  # fmt: skip
    return {**said, **more}


def file(faces: Faces, **more: Any) -> Ticket:
    """A report filed at the desk."""
    answer = faces.send("cc_agent", "/desk/report/file", report(faces, **more))
    assert answer.status_code == 204, answer.content.decode()
    return Ticket.objects.get(number=parse_qs(urlsplit(answer.headers["HX-Redirect"]).query)["filed"][0])


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def token(ticket: Ticket) -> str:
    return links.ticket_token(ticket.pk, clock.now())


def pages(faces: Faces, ticket: Ticket) -> dict[str, Any]:
    """Everywhere a ticket stands: the board, its page, the phone, the customer's page, the search, the next report."""
    desk, station = faces.as_("cc_agent"), faces.as_("coordinator")
    return {
        "board": station.get("/desk/board"),
        "ticket": station.get(f"/desk/tickets/{ticket.number}"),
        "phone": station.get(f"/field/jobs/{ticket.number}"),
        "portal": Client().get(f"/p/{token(ticket)}"),
        "customers": desk.get("/desk/report/customers", {"find": ticket.customer.name[:20] if ticket.customer else ""}),
        "hint": desk.get("/desk/report/hint", {"text": ticket.title, "site": str(ticket.site_id)}),
        "slip": station.get(f"/desk/tickets/{ticket.number}/slips/order"),
    }


# -- script


def test_script_in_names_addresses_and_words_is_text_on_every_page(faces: Faces) -> None:
    ticket = file(faces, text=HOSTILE, reporter_name=HOSTILE[:110], place=HOSTILE)

    for name, answer in pages(faces, ticket).items():
        page = answer.content.decode()
        assert answer.status_code in {200, 404}, name
        assert "<script>alert" not in page, name
        assert "<img src=x" not in page, name
    shown = tree(faces.as_("coordinator").get(f"/desk/tickets/{ticket.number}")).text_content()
    assert HOSTILE[:60] in shown


def test_script_in_a_draft_comes_back_as_text(faces: Faces) -> None:
    faces.send("cc_agent", "/desk/report/draft", report(faces, text=HOSTILE, reporter_name=HOSTILE))
    page = faces.as_("cc_agent").get("/desk/report?tab=1")

    assert "<script>alert" not in page.content.decode()
    assert tree(page).xpath("//textarea[@id='text']")[0].text.strip() == HOSTILE


def test_script_in_the_name_of_a_file_is_text(faces: Faces) -> None:
    name = '"><img src=x onerror=alert(1)>.png'
    faces.as_("coordinator").post(f"/desk/tickets/{faces.number}/files", {"file": upload(name, PNG)})
    page = faces.as_("coordinator").get(f"/desk/tickets/{faces.number}").content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_markup_in_words_is_printed_as_it_was_said(faces: Faces) -> None:
    ticket = file(faces, text=HOSTILE)
    answer = faces.as_("coordinator").get(f"/desk/tickets/{ticket.number}/slips/{slip_of(ticket)}/1.pdf")
    text = "".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())

    assert answer.status_code == 200
    assert "#sys.inputs$x$*b*" in text
    assert "<script>alert(1)</script>" in text


def slip_of(ticket: Ticket) -> str:
    from baoxiu.acceptance.queries import printing
    from baoxiu.catalogue import queries as catalogue

    return next(iter(printing.slips_of(catalogue.procedure(ticket.procedure_id).definition)))


def test_a_name_that_is_a_formula_is_text_in_excel(faces: Faces) -> None:
    unit = faces.cast.units["SZ01"]
    unit.title = '=HYPERLINK("http://evil.example","x")'
    unit.save()
    answer = faces.as_("director").get("/desk/figures.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    cells = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and "HYPERLINK" in cell.value
    ]

    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert {str(cell.value).lstrip("'") for cell in cells} == {unit.title}


def test_what_a_message_says_of_a_name_is_not_read_as_a_blank(faces: Faces) -> None:
    file(faces, text="{phone}{number}<b>", reporter_name="{visit_code}")

    for message in Message.objects.all():
        for words in message.words.values():
            assert "13800138000" not in words


# -- rare characters


def test_rare_characters_in_a_name_are_kept_found_and_shown(faces: Faces) -> None:
    ticket = file(faces, reporter_name=RARE, reporter_phone="13900001111")
    agent = faces.cast.actor("cc_agent")

    assert ticket.request is not None
    assert ticket.request.reporter_name == RARE
    for typed in ("𠮷㛃", "jj", "𠮷"):
        assert ticket.customer in find_customers(faces.cast.lanhai.pk, typed), typed
        assert ticket.number in {one.number for one in search(typed, agent)}, typed
    assert RARE in faces.as_("coordinator").get(f"/desk/tickets/{ticket.number}").content.decode()


def test_paper_prints_what_the_font_has_and_names_what_it_lacks(faces: Faces) -> None:
    assert (has("𠮷"), has("㛃"), has("😀")) == (True, True, False)
    assert printable("👍🏽 好") == "〔U+1F44D〕〔U+1F3FD〕 好"
    assert printable("𠮷㛃 王\n") == "𠮷㛃 王\n"

    ticket = file(faces, text=f"{RARE} 不开机", reporter_name=RARE, reporter_phone="13900001111")
    answer = faces.as_("coordinator").get(f"/desk/tickets/{ticket.number}/slips/{slip_of(ticket)}/1.pdf")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "𠮷㛃〔U+1F600〕" in text.replace("\n", "")


# -- length


def test_very_long_words_are_kept_to_their_limit_and_the_board_shows_one_line(faces: Faces) -> None:
    ticket = file(faces, text="漏" * 20_000)
    row = tree(faces.as_("coordinator").get("/desk/board")).xpath(f"//*[@data-number='{ticket.number}']//a[@data-whole]")[0]

    assert ticket.request is not None
    assert len(ticket.request.text) == 20_000
    assert len(row.text_content().strip()) <= 120


@pytest.mark.parametrize(("name", "most", "called"), [("text", 20_000, "描述"), ("place", 240, "地点"), ("reporter_name", 120, "姓名")])
def test_what_is_too_long_is_told_with_its_limit_and_the_page_says_it_before(faces: Faces, name: str, most: int, called: str) -> None:
    answer = faces.send("cc_agent", "/desk/report/file", report(faces, **{name: "长" * (most + 1)}))
    card = tree(answer).xpath("//*[@data-field]")[0]
    page = tree(faces.as_("cc_agent").get("/desk/report"))

    assert (answer.status_code, card.get("data-field")) == (422, name)
    assert f"{called}有 {most + 1} 字，最多 {most} 字" in card.text_content()
    assert page.xpath(f"//*[@name='{name}']/@maxlength") == [str(most)]
    assert Request.objects.count() == 1


# -- files


BAD_FILES = [
    ("photo.png", b"MZ\x90\x00 this program cannot be run", 415),
    ("photo.png", b"", 422),
    ("plan.pdf", b"#!/bin/sh\nrm -rf /", 415),
]


@pytest.mark.parametrize(("name", "content", "status"), BAD_FILES)
@pytest.mark.parametrize("face", ["report", "desk", "field", "portal"])
def test_a_file_of_the_wrong_kind_is_refused_in_words_and_changes_nothing(
    faces: Faces, guest: Client, face: str, name: str, content: bytes, status: int
) -> None:
    before = (Event.objects.count(), StoredFile.objects.count())
    answer = send_file(faces, guest, face, upload(name, content))

    assert answer.status_code == status
    assert tree(answer).xpath("//*[@data-code]//b")[0].text_content().strip()
    assert (Event.objects.count(), StoredFile.objects.count()) == before


def send_file(faces: Faces, guest: Client, face: str, sent: SimpleUploadedFile) -> Any:
    ticket = ticket_on(faces.number, seen_by=SYSTEM)
    if face == "report":
        return faces.send("cc_agent", "/desk/report/file", report(faces, file=sent))
    if face == "portal":
        return guest.post(f"/p/{token(ticket)}/files", {"file": sent}, headers={"HX-Request": "true"})
    where = {"desk": f"/desk/tickets/{faces.number}/files", "field": f"/field/jobs/{faces.number}/files"}[face]
    return faces.send("coordinator", where, {"file": sent})


@pytest.mark.parametrize("face", ["report", "desk", "field", "portal"])
def test_a_file_too_large_is_refused_with_the_limit(faces: Faces, guest: Client, settings: Any, face: str) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    answer = send_file(faces, guest, face, upload("film.mp4", b"\0" * (1024 * 1024 + 1)))

    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()
    assert Ticket.objects.count() == 1


def test_an_office_file_with_programs_in_it_is_refused(faces: Faces) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/vbaProject.bin", "macro")
    answer = faces.send("coordinator", f"/desk/tickets/{faces.number}/files", {"file": upload("a.xlsx", held.getvalue())})

    assert answer.status_code == 415


def test_the_page_knows_how_large_a_file_may_be_before_it_is_sent(faces: Faces, settings: Any) -> None:
    page = tree(faces.as_("cc_agent").get("/desk/report"))

    assert page.xpath("//body/@data-most-bytes") == [str(settings.UPLOAD_LIMIT)]


# -- twice


def test_a_form_sent_twice_is_one_ticket_and_one_step(faces: Faces) -> None:
    for _ in range(2):
        faces.send("cc_agent", "/desk/report/file", report(faces, key="once"))
        faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download", {"key": "step"})
        faces.send("cc_agent", "/desk/report/join", report(faces, key="join", into=faces.number))

    assert Ticket.objects.count() == 2
    ran = Event.objects.filter(ticket_id=ticket_on(faces.number, seen_by=SYSTEM).pk).exclude(type="TicketOpened")
    assert sorted(ran.values_list("type", flat=True)) == ["CommandRun", "ReportJoined"]


def test_a_draft_that_arrives_after_the_report_was_filed_does_not_come_back(faces: Faces) -> None:
    file(faces, key="k")
    late = faces.send("cc_agent", "/desk/report/draft", report(faces, key="k"))

    assert late.status_code == 204
    assert tree(faces.as_("cc_agent").get("/desk/report")).xpath("//textarea[@id='text']")[0].text_content().strip() == ""


def test_a_browser_that_died_before_the_answer_is_told_the_number(faces: Faces) -> None:
    ticket = file(faces, key="k")
    from baoxiu.intake import actions as intake

    intake.save_draft("1", report(faces, key="k"), by=faces.cast.actor("cc_agent"), at=clock.now())
    answer = faces.as_("cc_agent").get("/desk/report?tab=1", follow=True)

    assert ticket.number in tree(answer).xpath("//*[@id='filed']")[0].text_content()


# -- links


def test_a_link_that_has_expired_says_so_and_shows_nothing(faces: Faces, guest: Client) -> None:
    ticket = ticket_on(faces.number, seen_by=SYSTEM)
    old = token(ticket)
    clock.move(clock.now() + timedelta(days=91))
    answer = guest.get(f"/p/{old}")

    assert answer.status_code == 410
    assert "链接已过期" in answer.content.decode()
    assert ticket.number not in answer.content.decode()
    assert ticket.title not in answer.content.decode()


def test_a_link_that_was_changed_opens_nothing(faces: Faces, guest: Client) -> None:
    ticket = ticket_on(faces.number, seen_by=SYSTEM)
    good = token(ticket)
    body, _, signature = good.rpartition(":")
    for changed in (good[:-1] + ("A" if good[-1] != "A" else "B"), f"{body[:-2]}xx:{signature}", good[:20], "%00", good + "x"):
        answer = guest.get(f"/p/{changed}")
        assert answer.status_code == 404
        assert ticket.number not in answer.content.decode()


def test_the_link_of_one_customer_opens_nothing_of_another(faces: Faces, guest: Client) -> None:
    mine, theirs = ticket_on(faces.number, seen_by=SYSTEM), file(faces)
    kept = actions.add_file(theirs.pk, [PNG], "a.png", by=SYSTEM, at=clock.now())
    page = guest.get(f"/p/{token(mine)}").content.decode()

    assert theirs.number not in page
    assert guest.get(f"/p/{token(mine)}/files/{kept.file_id}").status_code == 404
    theirs_answer: Any = guest.get(f"/p/{token(theirs)}/files/{kept.file_id}")
    assert b"".join(theirs_answer.streaming_content).startswith(b"\x89PNG")
    for close in theirs_answer._resource_closers:  # the file alone; the connection of the test stays open
        close()
    assert guest.post(f"/p/{token(mine)}/do/cancel", {"number": theirs.number}).status_code in {403, 404, 409}


# -- the phone's clock


@pytest.mark.parametrize(("days", "words"), [(1, "手机时钟快 1 天"), (-1, "手机时钟慢 1 天")])
def test_what_a_phone_did_by_a_clock_a_day_wrong_is_set_right_and_said(faces: Faces, days: int, words: str) -> None:
    now, wrong = clock.now(), timedelta(days=days)
    form = {"key": "k", "happened_at": (now - timedelta(minutes=20) + wrong).isoformat(), "sent_at": (now + wrong).isoformat()}
    answer = faces.as_("coordinator").post(f"/field/jobs/{faces.number}/do/download", form, headers={"X-Kept": "1"})
    event = Event.objects.filter(type="CommandRun").get()
    shown = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).text_content()

    assert answer.status_code == 200
    assert event.at == now - timedelta(minutes=20)
    assert event.data["fast_seconds"] == days * 86_400
    assert words in shown


def test_a_phone_that_sends_again_by_a_wrong_clock_does_nothing_twice(faces: Faces) -> None:
    now = clock.now()
    for minutes in (0, 7):
        sent = now + timedelta(days=1, minutes=minutes)
        clock.move(now + timedelta(minutes=minutes))
        form = {"key": "k", "happened_at": (now + timedelta(hours=20)).isoformat(), "sent_at": sent.isoformat()}
        answer = faces.as_("coordinator").post(f"/field/jobs/{faces.number}/do/download", form, headers={"X-Kept": "1"})
        assert answer.status_code == 200

    assert Event.objects.filter(type="CommandRun").count() == 1


def test_a_clock_that_is_about_right_is_left_alone(faces: Faces) -> None:
    now = clock.now()
    form = {"key": "k", "happened_at": (now - timedelta(minutes=9)).isoformat(), "sent_at": (now + timedelta(minutes=3)).isoformat()}
    faces.as_("coordinator").post(f"/field/jobs/{faces.number}/do/download", form, headers={"X-Kept": "1"})
    event = Event.objects.filter(type="CommandRun").get()

    assert event.at == now - timedelta(minutes=9)
    assert "fast_seconds" not in event.data


def test_a_customer_with_a_hostile_name_is_shown_as_text_while_he_is_looked_for(faces: Faces) -> None:
    directory.add_customer(faces.cast.lanhai, HOSTILE[:100], contacts=("13700001234",))
    found = faces.as_("cc_agent").get("/desk/report/customers", {"find": "13700001234"})

    assert "<script>" not in found.content.decode()
    assert "alert(1)" in tree(found).text_content()
