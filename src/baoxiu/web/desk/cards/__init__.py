"""The card of a customer, a place or a thing: one row of its table (core.sheets), read, changed and added by the table's own rules."""

from baoxiu.web.desk.cards.kinds import KINDS, Card, Kind
from baoxiu.web.desk.cards.links import card_of, cards_around, cards_of
from baoxiu.web.desk.cards.writing import Tried, take

__all__ = ["KINDS", "Card", "Kind", "Tried", "card_of", "cards_around", "cards_of", "take"]
