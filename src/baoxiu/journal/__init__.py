"""What happened, and what must be sent: append-only events, messages out, files by content, the one clock.

For: the timeline and audit of everything; delivery to people and systems. Not for: deciding anything.
"""

from baoxiu.journal.events import Happened, discover, reacts, subject_of

__all__ = ["Happened", "discover", "reacts", "subject_of"]
