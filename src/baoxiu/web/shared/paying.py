"""Where payment providers say that something was paid, and the bank of the fake one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from baoxiu.core.errors import NotFound
from baoxiu.journal import clock
from baoxiu.quotes import actions, providers
from baoxiu.quotes.providers import fake
from baoxiu.web.shared import links
from baoxiu.web.shared.middleware import open_to_strangers

LARGEST = 64 * 1024


@csrf_exempt
@open_to_strangers
@require_POST
def heard(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider's message. Who sent it, the provider's own signature says."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    actions.confirm_payment(provider, request.read(LARGEST), headers, at=clock.now())
    return HttpResponse("ok", content_type="text/plain")


@open_to_strangers
@require_http_methods(["GET", "POST"])
def rehearse(request: HttpRequest, token: str) -> HttpResponse:
    """The fake provider's bank: a button that stands for the customer's payment. Only where that provider is set up."""
    if providers.provider().name != fake.FakeProvider.name:
        raise NotFound(what="page / 页面", name="fake")
    said = fake.asked(token)
    if request.method == "GET":
        return render(request, "shared/fake_bank.html", {"said": said, "token": token})
    body, headers = fake.notice(token)
    paid = actions.confirm_payment("fake", body, headers, at=clock.now())
    return redirect("portal:ticket", links.ticket_token(paid.ticket_id, clock.now()))
