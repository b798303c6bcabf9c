"""What can be asked of the journal."""

from baoxiu.journal.queries.answers import answer_given, answered, fingerprint, who
from baoxiu.journal.queries.chains import DISPOSED, Tampering, count_disposed, ends, find_tampering
from baoxiu.journal.queries.files import file_on, file_path
from baoxiu.journal.queries.inbox import dead_letters, message_on, messages_of, notices_of, unread_of, waiting_deliveries
from baoxiu.journal.queries.recipients import Recipient, finds, recipients_of
from baoxiu.journal.queries.timeline import done_by, events_of, timeline
from baoxiu.journal.queries.ways import WAYS, Own, Way, ways_of

__all__ = [
    "DISPOSED",
    "WAYS",
    "Own",
    "Recipient",
    "Tampering",
    "Way",
    "answer_given",
    "answered",
    "count_disposed",
    "dead_letters",
    "done_by",
    "ends",
    "events_of",
    "file_on",
    "file_path",
    "find_tampering",
    "finds",
    "fingerprint",
    "message_on",
    "messages_of",
    "notices_of",
    "recipients_of",
    "timeline",
    "unread_of",
    "waiting_deliveries",
    "ways_of",
    "who",
]
