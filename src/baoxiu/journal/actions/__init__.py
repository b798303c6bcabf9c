"""What the journal does: record events, keep files, remember answers, send messages."""

from baoxiu.journal.actions.answers import KeyInUse, answer_once, forget_answers, remember_answer
from baoxiu.journal.actions.disposing import ChainBroken, Emptied, dispose_events, empty_messages, remove_files
from baoxiu.journal.actions.files import EmptyFile, FileTooLarge, FileTypeNotAllowed, store_file
from baoxiu.journal.actions.inbox import keep_unsent, read_notices, resend, tick_notice
from baoxiu.journal.actions.pacing import count_try, forget_paces, wait_of
from baoxiu.journal.actions.pictures import NoPicture, PictureTooLarge
from baoxiu.journal.actions.recording import ensure_partitions, react, record
from baoxiu.journal.actions.sending import Drained, drain_messages, said
from baoxiu.journal.actions.telling import tell
from baoxiu.journal.actions.trying import Tried, try_channel
from baoxiu.journal.actions.uploads import forget_uploads, keep_upload, kept_upload
from baoxiu.journal.actions.ways import NoSuchWay, remove_channel, seal_anew, set_channel, switch_channel

__all__ = [
    "ChainBroken",
    "Drained",
    "Emptied",
    "EmptyFile",
    "FileTooLarge",
    "FileTypeNotAllowed",
    "KeyInUse",
    "NoPicture",
    "NoSuchWay",
    "PictureTooLarge",
    "Tried",
    "answer_once",
    "count_try",
    "dispose_events",
    "drain_messages",
    "empty_messages",
    "ensure_partitions",
    "forget_answers",
    "forget_paces",
    "forget_uploads",
    "keep_unsent",
    "keep_upload",
    "kept_upload",
    "react",
    "read_notices",
    "record",
    "remember_answer",
    "remove_channel",
    "remove_files",
    "resend",
    "said",
    "seal_anew",
    "set_channel",
    "store_file",
    "switch_channel",
    "tell",
    "tick_notice",
    "try_channel",
    "wait_of",
]
