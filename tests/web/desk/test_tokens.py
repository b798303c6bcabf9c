"""One's own tokens: made on a page, shown once, used over the API, ended at once, nobody else's business."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from baoxiu.directory.models import ApiToken
from baoxiu.journal import clock
from web.faces import Faces, tree

FORM = {"name": "门禁平台", "scopes": ["read"], "key": "form-1"}


def day(days: int) -> str:
    return (clock.now() + timedelta(days=days)).strftime("%Y-%m-%d")


def made(faces: Faces, **more: object) -> str:
    answer = faces.as_("coordinator").post("/desk/tokens", {**FORM, "until": day(30), **more})
    assert answer["Cache-Control"] == "no-store"
    (field,) = tree(answer).xpath("//input[@id='secret']")
    return str(field.get("value"))


def status(secret: str, path: str = "/api/v1/tickets", method: str = "get") -> int:
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    return int(getattr(client, method)(path, content_type="application/json").status_code)


def test_a_token_made_on_the_page_opens_what_it_may_and_no_more(faces: Faces) -> None:
    secret = made(faces)

    assert status(secret) == 200
    assert status(secret, f"/api/v1/tickets/{faces.number}/commands/download", "post") == 403
    assert ApiToken.objects.get().expires_at is not None
    assert secret not in faces.as_("coordinator").get("/desk/tokens").content.decode()


def test_the_form_sent_twice_makes_one_token_and_shows_the_same_secret(faces: Faces) -> None:
    assert made(faces) == made(faces)
    assert ApiToken.objects.count() == 1


def test_a_token_is_ended_by_its_owner_alone(faces: Faces) -> None:
    secret = made(faces)
    token = ApiToken.objects.get()

    assert faces.as_("engineer").post(f"/desk/tokens/{token.pk}/end").status_code == 404
    assert status(secret) == 200
    assert faces.as_("coordinator").post(f"/desk/tokens/{token.pk}/end").status_code == 302
    assert status(secret) == 401
    assert "已停用" in faces.as_("coordinator").get("/desk/tokens").content.decode()


def test_a_token_without_name_scope_or_a_day_to_come_is_not_made(faces: Faces) -> None:
    wrongs: list[dict[str, object]] = [{"name": " "}, {"scopes": []}, {"until": day(-2)}, {"until": "soon"}]
    for wrong in wrongs:
        assert faces.as_("coordinator").post("/desk/tokens", {**FORM, "until": day(30), **wrong}).status_code == 422

    assert not ApiToken.objects.exists()
