"""What can be done to tickets. Only these actions write ticket rows."""

from baoxiu.tickets.actions.disposing import StillOpen, dispose_tickets
from baoxiu.tickets.actions.each import Done, run_on_each
from baoxiu.tickets.actions.files import TooManyFiles, add_file
from baoxiu.tickets.actions.handing import hand_over_all, take_over_all
from baoxiu.tickets.actions.joining import EndedAlready, join_report, part_report
from baoxiu.tickets.actions.opening import open_ticket
from baoxiu.tickets.actions.refusing import AlreadyTaken
from baoxiu.tickets.actions.rehearsing import Rehearsed, rehearse_report
from baoxiu.tickets.actions.ringing import BATCH, ring, sweep, sweep_once
from baoxiu.tickets.actions.running import Crowded, Outcome, run_command
from baoxiu.tickets.actions.views import NotYourUnit, NotYourView, TooManyViews, begin_with, drop_view, keep_view

__all__ = [
    "BATCH",
    "AlreadyTaken",
    "Crowded",
    "Done",
    "EndedAlready",
    "NotYourUnit",
    "NotYourView",
    "Outcome",
    "Rehearsed",
    "StillOpen",
    "TooManyFiles",
    "TooManyViews",
    "add_file",
    "begin_with",
    "dispose_tickets",
    "drop_view",
    "hand_over_all",
    "join_report",
    "keep_view",
    "open_ticket",
    "part_report",
    "rehearse_report",
    "ring",
    "run_command",
    "run_on_each",
    "sweep",
    "sweep_once",
    "take_over_all",
]
