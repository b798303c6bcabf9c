"""What tickets answer to others: where their chains end, who the customer of a message is, and reports that want a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory.actions import UnitInUse
from baoxiu.directory.events import UNIT_CLOSED
from baoxiu.directory.queries import telephone
from baoxiu.intake import queries as intake
from baoxiu.intake.actions import Taken
from baoxiu.intake.events import REPORT_FILED, REPORTS_FILED
from baoxiu.journal import Happened, reacts
from baoxiu.journal.models import Message
from baoxiu.journal.queries import Recipient, ends, finds
from baoxiu.tickets.actions import Outcome
from baoxiu.tickets.actions.reporting import open_for_report, open_for_reports
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.emergencies import GATHERED, GATHERING
from baoxiu.tickets.world import provides

ends("SELECT id AS subject, number, seq, last_hash AS hash FROM tickets_ticket")
OUTAGES = """
SELECT jsonb_agg(jsonb_build_object('since', o.starts_at, 'until', o.ends_at, 'reason', o.reason))
  FROM directory_systemoutage o WHERE o.organisation_id = %(organisation)s AND o.starts_at <= %(at)s
"""
SITE = """
SELECT jsonb_build_object('id', s.id, 'code', s.code, 'title', s.title, 'address', s.address, 'area_class', s.area_class)
  FROM directory_site s WHERE s.id = %(site)s
"""
CUSTOMER_MARK = "SELECT to_jsonb(c.vip) FROM directory_customer c WHERE c.id = %(customer)s"
provides("outages", OUTAGES)
provides("customer_mark", CUSTOMER_MARK)
provides("site", SITE)
provides("gathering", GATHERING)
provides("gathered", GATHERED)
WAYS = {"mobile": "sms", "mail": "mail", "chat": "chat"}


@finds("customer")
def by_ticket(message: Message, _name: str) -> Sequence[Recipient]:
    """The customer of the ticket, by the contacts the directory knows; asked where the report gave no address."""
    if message.address or message.ticket_id is None:
        return ()
    ticket = Ticket.objects.filter(pk=message.ticket_id).select_related("customer").first()
    if ticket is None or ticket.customer is None:
        return ()
    contacts = ticket.customer.contacts.order_by("first", "-id")
    addresses = {WAYS[contact.kind]: contact.number for contact in contacts if contact.kind in WAYS}
    return [Recipient(name=ticket.customer.name, language=ticket.customer.language, addresses=addresses)] if addresses else ()


@finds("request")
def by_report(message: Message, name: str) -> Sequence[Recipient]:
    """Somebody who rang about a ticket beside its first caller: reached by the number he gave, if it takes messages."""
    request = intake.request_on(name, seen_by=SYSTEM)
    if not request.reporter_phone or telephone(request.reporter_phone).kind != "mobile":
        return ()
    return [Recipient(name=request.reporter_name, addresses={"sms": request.reporter_phone})]


@reacts(to=REPORT_FILED)
def on_report_filed(event: Happened) -> Outcome:
    """A report gets its ticket, in the same transaction."""
    return open_for_report(event)


@reacts(to=REPORTS_FILED)
def on_reports_filed(event: Happened) -> dict[int, Taken]:
    """Many reports get their tickets at once."""
    return open_for_reports(event)


@reacts(to=UNIT_CLOSED)
def on_unit_closed(event: Happened) -> None:
    """A unit is not closed over open tickets: nobody would see them any more."""
    left = Ticket.objects.filter(unit_id=event.data["unit"], final="").count()
    if left:
        raise UnitInUse(unit=event.data["title"], what=f"{left} tickets are open there", what_zh=f"还有 {left} 张未结单据")
