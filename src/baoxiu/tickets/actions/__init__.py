"""What can be done to tickets. Only these actions write ticket rows."""

from baoxiu.tickets.actions.disposing import StillOpen, dispose_tickets
from baoxiu.tickets.actions.files import TooManyFiles, add_file
from baoxiu.tickets.actions.opening import open_ticket
from baoxiu.tickets.actions.refusing import AlreadyTaken
from baoxiu.tickets.actions.ringing import BATCH, ring, sweep, sweep_once
from baoxiu.tickets.actions.running import Crowded, Outcome, run_command

__all__ = [
    "BATCH",
    "AlreadyTaken",
    "Crowded",
    "Outcome",
    "StillOpen",
    "TooManyFiles",
    "add_file",
    "dispose_tickets",
    "open_ticket",
    "ring",
    "run_command",
    "sweep",
    "sweep_once",
]
