"""What the journal does: record events, keep files, remember answers, send messages."""

from baoxiu.journal.actions.recording import ensure_partitions, react, record

__all__ = ["ensure_partitions", "react", "record"]
