"""What the journal does: record events, keep files, remember answers, send messages."""

from baoxiu.journal.actions.answers import KeyInUse, answer_once, forget_answers, remember_answer
from baoxiu.journal.actions.files import EmptyFile, FileTooLarge, FileTypeNotAllowed, store_file
from baoxiu.journal.actions.inbox import keep_unsent, read_notices, resend, tick_notice
from baoxiu.journal.actions.recording import ensure_partitions, react, record
from baoxiu.journal.actions.sending import Drained, drain_messages, said
from baoxiu.journal.actions.telling import tell

__all__ = [
    "Drained",
    "EmptyFile",
    "FileTooLarge",
    "FileTypeNotAllowed",
    "KeyInUse",
    "answer_once",
    "drain_messages",
    "ensure_partitions",
    "forget_answers",
    "keep_unsent",
    "react",
    "read_notices",
    "record",
    "remember_answer",
    "resend",
    "said",
    "store_file",
    "tell",
    "tick_notice",
]
