"""What changes the catalogue."""

from baoxiu.catalogue.actions.adopting import adopt, adopt_shipped, end_adoption, install_shipped
from baoxiu.catalogue.actions.delivering import mark_read
from baoxiu.catalogue.actions.publishing import approve, install_pack, publish, review, send_back
from baoxiu.catalogue.actions.refusals import (
    BeforeStep,
    NotAPerson,
    PartKeptItsVersion,
    SamePerson,
    VersionTaken,
    WrongStep,
)
from baoxiu.catalogue.actions.specials import RegisterKept, mark_special

__all__ = [
    "BeforeStep",
    "NotAPerson",
    "PartKeptItsVersion",
    "RegisterKept",
    "SamePerson",
    "VersionTaken",
    "WrongStep",
    "adopt",
    "adopt_shipped",
    "approve",
    "end_adoption",
    "install_pack",
    "install_shipped",
    "mark_read",
    "mark_special",
    "publish",
    "review",
    "send_back",
]
