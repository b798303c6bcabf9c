"""One's own password: chosen by oneself, and chosen first where the one in hand was given by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, cast

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from baoxiu.core.errors import Refusal
from baoxiu.directory import actions
from baoxiu.directory.models import Person
from baoxiu.web.shared import pacing, refusals
from baoxiu.web.shared.requests import Asked

OPEN_BEFORE = frozenset({"password", "logout", "language", "health"})


class WrongPassword(Refusal):
    """This is not your present password. Type it again, or ask for a new first one."""

    code: ClassVar[str] = "wrong_password"
    zh: ClassVar[str] = "当前密码不正确，请重新输入；忘记时请管理人员重设初始密码。"


class NotTwice(Refusal):
    """The two new passwords differ. Type the same one twice."""

    code: ClassVar[str] = "not_twice"
    zh: ClassVar[str] = "两次输入的新密码不一致，请重新输入。"


class SameAsBefore(Refusal):
    """The new password is the one you were given. Choose another one."""

    code: ClassVar[str] = "same_as_before"
    zh: ClassVar[str] = "新密码与初始密码相同，请换一个。"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """The form; sent, the password is changed and one stays logged in here, and nowhere else."""
    asked, person = cast(Asked, request), cast(Person, request.user)
    context: dict[str, object] = {"is_first": person.must_change_password, "longest": 120}
    if request.method == "GET":
        return render(request, "shared/password.html", context)
    try:
        _change(asked, person)
    except Refusal as refusal:
        context["refusal"] = refusals.shown(asked, refusal)
        return render(request, "shared/password.html", context, status=422)
    update_session_auth_hash(request, person)
    return redirect("home")


def first(request: HttpRequest, view: Callable[..., HttpResponseBase]) -> HttpResponse | None:
    """Whoever logged in with a password he was given chooses his own before anything else."""
    if not getattr(request.user, "must_change_password", False) or getattr(view, "__name__", "") in OPEN_BEFORE or _is_logout(view):
        return None
    if refusals.KEPT in request.headers:
        return HttpResponse(status=401)
    where = reverse("password")
    return HttpResponse(status=204, headers={"HX-Redirect": where}) if request.headers.get("HX-Request") else redirect(where)


def _change(request: Asked, person: Person) -> None:
    old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
    pacing.refuse_tired(request, pacing.LOGIN, person.login)
    if not person.must_change_password and not person.check_password(old):
        pacing.count(request, pacing.LOGIN, person.login)
        raise WrongPassword(field="old")
    if new != again:
        raise NotTwice(field="again")
    if person.must_change_password and person.check_password(new):
        raise SameAsBefore(field="new")
    actions.set_password(person, new, by=request.actor, at=request.now)


def _is_logout(view: Callable[..., HttpResponseBase]) -> bool:
    return getattr(view, "view_class", None) is LogoutView
