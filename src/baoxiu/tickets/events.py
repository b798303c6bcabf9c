"""What happens to tickets: the types of their events."""

from __future__ import annotations

from typing import Literal

TICKET_OPENED = "TicketOpened"
COMMAND_RUN = "CommandRun"
CLOCK_WARNED = "ClockWarned"
CLOCK_BREACHED = "ClockBreached"
CLOCK_ESCALATED = "ClockEscalated"
QUOTA_CHECKED = "QuotaChecked"
FOLLOW_UP_DUE = "FollowUpDue"  # the time after which somebody is rung has passed
FILE_ADDED = "FileAdded"
REPORT_JOINED = "ReportJoined"  # somebody else rang about the same event
REPORT_PARTED = "ReportParted"  # it was not the same event after all: his report has a ticket of its own
TICKET_DISPOSED = "TicketDisposed"  # its papers were disposed of when their time was over
COMMAND_REFUSED = "CommandRefused"  # only where the procedure wants somebody told of it

RINGS: dict[Literal["warn", "breach", "escalate", "check"], str] = {
    "warn": CLOCK_WARNED,
    "breach": CLOCK_BREACHED,
    "escalate": CLOCK_ESCALATED,
    "check": QUOTA_CHECKED,
}
