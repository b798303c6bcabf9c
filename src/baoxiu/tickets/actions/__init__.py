"""What can be done to tickets. Only these actions write ticket rows."""

from baoxiu.tickets.actions.disposing import StillOpen, dispose_tickets
from baoxiu.tickets.actions.files import TooManyFiles, add_file
from baoxiu.tickets.actions.handing import Handed, hand_over_all, take_over_all
from baoxiu.tickets.actions.opening import open_ticket
from baoxiu.tickets.actions.refusing import AlreadyTaken
from baoxiu.tickets.actions.ringing import BATCH, ring, sweep, sweep_once
from baoxiu.tickets.actions.running import Crowded, Outcome, run_command

__all__ = [
    "BATCH",
    "AlreadyTaken",
    "Crowded",
    "Handed",
    "Outcome",
    "StillOpen",
    "TooManyFiles",
    "add_file",
    "dispose_tickets",
    "hand_over_all",
    "open_ticket",
    "ring",
    "run_command",
    "sweep",
    "sweep_once",
    "take_over_all",
]
