"""Whom a message means: the people of a role, one person, the customer, a contact a unit has named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baoxiu.directory.models import Person
from baoxiu.directory.queries import NotATelephone, holders, telephone, unit_facts, unit_with
from baoxiu.journal.models import Message
from baoxiu.journal.queries import Recipient, finds

WAYS = ("sms", "mail", "chat", "webhook")


@finds("role")
def by_role(message: Message, role: str) -> Sequence[Recipient]:
    """Who holds the role at the message's unit, or at the nearest unit above where anybody does."""
    if message.unit_id is None:
        return ()
    return [as_recipient(person) for person in holders(role, unit_with(message.unit_id))]


@finds("person")
def by_person(message: Message, id_: str) -> Sequence[Recipient]:
    """One person, if he is still with the organisation that speaks."""
    if not id_.isdecimal():
        return ()
    person = Person.objects.filter(pk=int(id_), organisation_id=message.organisation_id, is_active=True).first()
    return [as_recipient(person)] if person else ()


@finds("customer")
def by_address(message: Message, _name: str) -> Sequence[Recipient]:
    """The customer at the number or mail address given with the report."""
    addresses = reached_at(message.address)
    return [Recipient(name="", addresses=addresses)] if addresses else ()


@finds("contact")
def by_contact(message: Message, name: str) -> Sequence[Recipient]:
    """A contact named in the settings of the unit, or of one above: `contacts: {headquarters: {mail: …}}`."""
    if message.unit_id is None:
        return ()
    contacts = unit_facts(message.unit_id).settings.get("contacts", {})
    return contact_recipients(message, name, contacts.get(name))


def contact_recipients(message: Message, name: str, said: Any) -> Sequence[Recipient]:
    """What a contact says: one address, addresses by way, a role, a person's login, or a list of those."""
    if isinstance(said, list):
        return [found for one in said for found in contact_recipients(message, name, one)]
    if isinstance(said, str):
        return [Recipient(name=name, addresses=reached_at(said))] if reached_at(said) else ()
    if not isinstance(said, Mapping):
        return ()
    if "role" in said:
        return by_role(message, str(said["role"]))
    addresses = {way: str(said[way]) for way in WAYS if said.get(way)}
    return [Recipient(name=name, addresses=addresses)] if addresses else ()


def as_recipient(person: Person) -> Recipient:
    """A person who works here: notices under the bell, and by the ways he can be reached."""
    addresses = {"sms": person.phone, "mail": person.email, "chat": person.chat}
    known = {way: address for way, address in addresses.items() if address}
    return Recipient(name=person.name, language=person.language, person_id=person.pk, addresses=known)


def reached_at(address: str) -> dict[str, str]:
    """By which way an address is reached; a landline cannot take a text message."""
    if "@" in address:
        return {"mail": address.strip()}
    try:
        read = telephone(address)
    except NotATelephone:
        return {}
    return {"sms": read.number} if read.kind == "mobile" else {}
