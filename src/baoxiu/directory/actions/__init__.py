"""What changes the directory."""

from baoxiu.directory.actions.absences import AwayAlready, end_absence, set_absence
from baoxiu.directory.actions.customers import add_contact, add_customer, change_customer
from baoxiu.directory.actions.people import (
    LoginTaken,
    WeakPassword,
    create_person,
    end_post,
    give_post,
    give_skill,
    issue_token,
    revoke_token,
    set_active,
    set_first_password,
    set_on_shift,
    set_password,
)
from baoxiu.directory.actions.products import WarrantyBeforeInstallation, register_product
from baoxiu.directory.actions.units import (
    CodeTaken,
    OtherOrganisation,
    add_asset,
    add_site,
    change_unit,
    create_unit,
    record_outage,
)

__all__ = [
    "AwayAlready",
    "CodeTaken",
    "LoginTaken",
    "OtherOrganisation",
    "WarrantyBeforeInstallation",
    "WeakPassword",
    "add_asset",
    "add_contact",
    "add_customer",
    "add_site",
    "change_customer",
    "change_unit",
    "create_person",
    "create_unit",
    "end_absence",
    "end_post",
    "give_post",
    "give_skill",
    "issue_token",
    "record_outage",
    "register_product",
    "revoke_token",
    "set_absence",
    "set_active",
    "set_first_password",
    "set_on_shift",
    "set_password",
]
