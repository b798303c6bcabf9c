"""Who was where on a day, how well it was prepared and how punctual; and the sign of a site, to print."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from baoxiu.core.errors import Refusal
from baoxiu.visits import actions, queries
from baoxiu.web.shared import doors, links
from baoxiu.web.shared.requests import Asked

QR_SCALE = 8
SHOWN = 300  # rows of one day; whoever has more asks for one worker


class SignKept(Refusal):
    """The sign of a site is printed by the office: who reads it at home has proven nothing at the door."""

    code = "sign_kept"
    zh = "现场二维码由办公室打印张贴，上门人员请到现场扫描。"


@require_GET
def day(request: Asked) -> HttpResponse:
    """The visits of one day at the units this person sees, or one worker's; what was usual that day."""
    on = _date(request.GET.get("on", "")) or timezone.localdate(request.now)
    since = datetime.combine(on, time.min, timezone.get_current_timezone())
    found = queries.visits_within(request.actor, since=since, until=since + timedelta(days=1))
    workers = sorted(set(found.filter(person__isnull=False).order_by().values_list("person_id", "by_name")), key=lambda one: one[1])
    who = request.GET.get("who", "")
    seen = found.filter(person_id=int(who)) if who.isdecimal() else found
    context = {
        "on": on, "before": on - timedelta(days=1), "after": on + timedelta(days=1), "workers": workers, "who": who,
        "visits": seen.select_related("ticket", "ticket__site")[:SHOWN], "many": max(0, seen.count() - SHOWN),
        "preparation": queries.preparation(seen), "punctuality": queries.punctuality(seen),
    }  # fmt: skip
    return render(request, "desk/visits.html", context)


@require_http_methods(["GET", "POST"])
def sign(request: Asked, site_id: int) -> HttpResponse:
    """The sign of a site on a sheet; made with a press, and made anew when the old one must prove nothing any more."""
    site = queries.site_seen(site_id, by=request.actor)
    if doors.works_outside(request.actor):
        raise SignKept
    if request.method == "POST":
        actions.mark_site(site, by=request.actor, at=request.now, anew="anew" in request.POST)
        return redirect("desk:sign", site_id)
    mark = queries.mark_of(site)
    code = segno.make(links.sign_address(mark.mark), error="q").svg_inline(scale=QR_SCALE, border=2) if mark else ""
    return render(request, "desk/sign.html", {"site": site, "mark": mark, "code": code})


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
