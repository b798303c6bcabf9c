"""Whom a message means, where only a pack says it: `contacts` of the packs in force."""

from __future__ import annotations

from collections.abc import Sequence

from baoxiu.catalogue.queries import packs_in_force
from baoxiu.directory.reactions import contact_recipients
from baoxiu.journal.models import Message
from baoxiu.journal.queries import Recipient, finds


@finds("contact")
def by_pack_contact(message: Message, name: str) -> Sequence[Recipient]:
    """A contact a pack names; asked after the units' own settings."""
    for pack in packs_in_force(message.organisation_id):
        found = contact_recipients(message, name, pack.pack.contacts.get(name))
        if found:
            return found
    return ()
