"""Pages of no single face: login, language, the first screen, notices, what a browser asks of any site."""

from __future__ import annotations

import json
import sys
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from baoxiu.directory.models import Person
from baoxiu.journal import actions, queries
from baoxiu.web.shared import doors, pacing, sessions
from baoxiu.web.shared.middleware import open_to_strangers
from baoxiu.web.shared.requests import Asked

YEAR = 365 * 24 * 3600


class _Login(LoginView):
    template_name = "shared/login.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        """Whoever logged in meanwhile on another page just goes on."""
        if cast(Asked, request).htmx and request.user.is_authenticated:
            return _went_on(request)
        return cast(HttpResponse, super().dispatch(request, *args, **given))

    def get(self, request: HttpRequest, *args: object, **given: object) -> HttpResponse:
        """The page; as a card where a page that stands asks for it."""
        return sessions.ask_again(request) if cast(Asked, request).htmx else super().get(request, *args, **given)

    def get_success_url(self) -> str:
        """Where he wanted to go, else the first screen of his roles."""
        return self.get_redirect_url() or "/"

    def post(self, request: HttpRequest, *args: object, **given: object) -> HttpResponse:
        """Try a password; whoever failed too often waits, before his next one is even looked at."""
        asked, name = cast(Asked, request), request.POST.get("username", "").casefold()
        pacing.refuse_tired(asked, pacing.LOGIN, name)
        answer = super().post(request, *args, **given)
        if not request.user.is_authenticated:
            pacing.count(asked, pacing.LOGIN, name)
            return sessions.ask_again(request, wrong=True) if asked.htmx else answer
        return _went_on(request) if asked.htmx else answer

    def form_valid(self, form: object) -> HttpResponse:
        """Log in, and speak the person's own language unless this browser was told another."""
        answer = super().form_valid(form)  # type: ignore[arg-type]
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            _speak(answer, cast(Person, self.request.user).language)
        return answer


def _went_on(request: HttpRequest) -> HttpResponse:
    """Logged in on the page that stands: it is told who it is now."""
    said = {"logged-in": {"person": request.user.pk}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(said)})


login = open_to_strangers(_Login.as_view())
logout = LogoutView.as_view()


def home(request: Asked) -> HttpResponse:
    """The first screen of whoever asks."""
    return redirect(doors.home_of(request.actor))


@open_to_strangers
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak the language asked for, here and from now on, and go back to the page."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(back if is_ours else "/")
    known = {code for code, _name in settings.LANGUAGES}
    _speak(answer, wanted if (wanted := request.POST.get("language", "")) in known else settings.LANGUAGE_CODE)
    return answer


def _speak(answer: HttpResponse, code: str) -> None:
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)


@require_GET
def notices(request: Asked) -> HttpResponse:
    """What was told to this person, newest first; a task stays on top until it is ticked."""
    return render(request, "shared/notices.html", {"notices": queries.notices_of(request.actor.id or 0)})


@require_GET
def unread(request: Asked) -> HttpResponse:
    """The number on the bell, which asks for itself now and then."""
    return render(request, "shared/_bell.html")


@require_POST
def read_notices(request: Asked) -> HttpResponse:
    """All read."""
    actions.read_notices(person_id=request.actor.id or 0, at=request.now)
    return redirect("notices")


@require_POST
def tick_notice(request: Asked, notice_id: int) -> HttpResponse:
    """A task is done."""
    actions.tick_notice(notice_id, person_id=request.actor.id or 0, at=request.now)
    return redirect("notices")


@open_to_strangers
@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    """Alive, and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@open_to_strangers
@require_GET
@cache_control(max_age=3600)
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to put us on its home screen."""
    said: dict[str, object] = {"name": _("Baoxiu"), "short_name": _("Baoxiu"), "description": _("Repairs: reports, jobs, visits")}
    where: dict[str, object] = {"id": "/", "start_url": "/", "scope": "/", "display": "standalone", "orientation": "any"}
    look: dict[str, object] = {"background_color": "#f4f6f7", "theme_color": "#12303a", "icons": _icons()}
    begins = [(_("My jobs"), "field:today"), (_("My day"), "field:day"), (_("Report"), "desk:report")]
    shortcuts = [{"name": title, "url": reverse(address), "icons": _icons()[1:2]} for title, address in begins]
    said |= {"lang": get_language() or "zh-hans", "categories": ["business", "productivity"], "shortcuts": shortcuts}
    answer = JsonResponse(said | where | look, content_type="application/manifest+json")
    answer["Vary"] = "Accept-Language, Cookie"
    return answer


def _icons() -> list[dict[str, str]]:
    """The mark for home screens: as it is, and full to the edge for phones that cut icons to their own shape."""
    drawn = [(f"{size}x{size}", f"shared/icons/{prefix}{size}.png", use) for size in (192, 512) for prefix, use in _USES.items()]
    files = [{"src": static(path), "sizes": sizes, "type": "image/png", "purpose": use} for sizes, path, use in drawn]
    return [{"src": static("shared/mark.svg"), "sizes": "any", "type": "image/svg+xml"}, *files]


_USES = {"": "any", "maskable-": "maskable"}


@open_to_strangers
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the offline page; it must stand at the root to cover every page."""
    return render(request, "shared/sw.js", content_type="text/javascript")


@open_to_strangers
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What a browser shows when we cannot be reached; kept by the service worker."""
    return render(request, "shared/offline.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _problem(request, 403, _("This page is not for you"), _("Ask your administrator if you need it."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _problem(request, 404, _("There is nothing here"), _("The link may be old, or the ticket belongs to another unit."))


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault; said without the database, with the number to name when asking us about it. 503 while the database is away."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return _database_away(request)
    return _problem(request, 500, _("Something went wrong on our side"), _("Nothing was half done. Try again in a moment."))


def _database_away(request: HttpRequest) -> HttpResponse:
    advice = _("It comes back by itself in a moment. What you sent was not taken: send it again then.")
    answer = _problem(request, 503, _("The database is away"), advice)
    answer["Retry-After"] = "2"
    return answer


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page was too old (CSRF)."""
    return _problem(request, 403, _("This page was open too long"), _("Load it again and repeat the last step."))


def _problem(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    """A page; for a page that stands and asked by script, a card on top of it: what is being typed there stays."""
    context = {"status": status, "title": title, "advice": advice, "id": getattr(request, "id", "")}
    if request.headers.get("HX-Request"):
        card = {"HX-Retarget": "#refusal", "HX-Reswap": "innerHTML"}
        return HttpResponse(render(request, "shared/_problem.html", context).content, status=status, headers=card)
    return render(request, "shared/problem.html", context, status=status)
