"""Events (append-only, hash-chained), messages to the outside and their deliveries, notices to people, files by content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """One thing that happened to a ticket. Partitioned by month of `at`; the database refuses UPDATE and DELETE.

    `hash` = journal_hash(previous hash, ticket, seq, type, at, recorded_at, actor…, data): a chain per ticket.
    """

    pk = models.CompositePrimaryKey("ticket_id", "seq", "at")
    ticket_id = models.UUIDField()
    seq = models.IntegerField()
    at = models.DateTimeField()  # when it happened (a phone offline: then)
    recorded_at = models.DateTimeField()  # when it arrived here
    organisation_id = models.BigIntegerField()
    type = models.CharField(max_length=60)  # CommandRun, TicketOpened, ClockBreached, …
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    role = models.CharField(max_length=60, blank=True)
    door = models.CharField(max_length=20)
    data = models.JSONField()  # {command, from, to, form, changes, clauses, …}
    hash = models.BinaryField(max_length=32)

    class Meta:
        managed = False
        db_table = "journal_event"


class Chain(models.Model):
    """Where the chain of a subject that is no ticket ends. Its row is the lock of whoever appends; a ticket is its own."""

    subject = models.UUIDField(primary_key=True)
    seq = models.IntegerField()
    hash = models.BinaryField(max_length=32)


class Message(models.Model):
    """A row of the outbox: written with the command that causes it, sent by a worker, once per key."""

    STATES: ClassVar = ["waiting", "sending", "sent", "dead", "dropped"]  # dead: nobody to send it to, or a delivery died

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    organisation_id = models.BigIntegerField(db_index=True)
    unit_id = models.BigIntegerField(null=True)
    ticket_id = models.UUIDField(null=True, db_index=True)
    number = models.CharField(max_length=60, blank=True)
    to = models.CharField(max_length=120)  # role:coordinator, customer, person:7, contact:headquarters
    by = models.CharField(max_length=10, default="notice")  # notice, sms, mail, chat, webhook
    words = models.JSONField()
    task = models.BooleanField(default=False)
    clause = models.CharField(max_length=12, blank=True)
    address = models.CharField(max_length=160, blank=True)  # a customer's number as given on the report
    state = models.CharField(max_length=10, default="waiting", db_default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField()
    last_error = models.TextField(blank=True, db_default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["next_try_at"], name="message_due", condition=models.Q(state="waiting"))]


class Delivery(models.Model):
    """A message on its way to one address. `unsure`: the channel never answered, so only a person may send it again."""

    STATES: ClassVar = ["waiting", "sending", "sent", "unsure", "dead"]

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    by = models.CharField(max_length=10)  # sms, mail, chat, webhook
    address = models.CharField(max_length=240)
    person_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()  # while sending: until when the worker may take
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("message", "by", "address", name="delivery_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], name="delivery_due", condition=models.Q(state__in=["waiting", "sending"])),
            models.Index(fields=["-next_try_at"], name="delivery_failed", condition=models.Q(state__in=["unsure", "dead"])),
        ]


class Notice(models.Model):
    """What one person finds under the bell. A task stays until it is ticked."""

    person_id = models.BigIntegerField()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="notices")
    ticket_id = models.UUIDField(null=True)
    number = models.CharField(max_length=60, blank=True)
    words = models.JSONField()
    task = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "-created_at"], name="notice_of_person")]
        constraints: ClassVar = [models.UniqueConstraint("person_id", "message", name="notice_once")]


class OwnChannel(models.Model):
    """A way out an organisation set itself. Its address is sealed; what may be shown of it stands beside it."""

    organisation_id = models.BigIntegerField()
    by = models.CharField(max_length=10)  # sms, mail, chat, webhook
    sealed = models.TextField()
    scheme = models.CharField(max_length=20)
    ending = models.CharField(max_length=8, blank=True)
    off = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("organisation_id", "by", name="own_channel_once")]


class ChannelHealth(models.Model):
    """How a channel fared of late. `owner` is the organisation whose own it is, 0 for the installation's."""

    owner = models.BigIntegerField()
    by = models.CharField(max_length=10)
    failed = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("owner", "by", name="channel_health_once")]


class StoredFile(models.Model):
    """A file by the hash of its content; the bytes lie in the files folder."""

    hash = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=80)
    stored_at = models.DateTimeField()


class Pace(models.Model):
    """How often somebody has tried something since a moment; the table is not logged, it may be lost in a crash."""

    key = models.CharField(max_length=64, primary_key=True)  # SHA-256 of what and who
    since = models.DateTimeField()
    count = models.IntegerField()


class Answered(models.Model):
    """A request that carried a key, and what it was answered: the same key is answered again, not done again."""

    id = models.BigAutoField(primary_key=True)
    who = models.CharField(max_length=40)  # person:7, customer:UUID, system
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("who", "key", name="answered_once")]
