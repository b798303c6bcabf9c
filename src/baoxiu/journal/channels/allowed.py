"""What an organisation may write into the address of a channel: gateways that speak HTTP or SMTP, no option that reads a file."""

from __future__ import annotations

import re
import socket
from urllib.parse import unquote

from apprise import Apprise

from baoxiu.journal.channels.hiding import scheme_of
from baoxiu.journal.channels.outside import lies_inside

# Each was looked through: it connects by HTTP or SMTP only, and takes nothing from the disk besides OPTION below.
SCHEMES = (
    "mailto", "mailtos", "mailgun", "sendgrid", "ses", "brevo", "resend", "postmark", "mailersend", "smtp2go",
    "twilio", "vonage", "nexmo", "sinch", "plivo", "telnyx", "msgbird", "infobip", "clicksend", "clickatell", "bulksms", "d7sms",
    "seven", "sns", "msg91", "atalk", "smseagle", "smseagles",
    "wecombot", "wechat", "dingtalk", "feishu", "lark", "wxpusher", "pushplus", "slack", "rocket", "rockets", "gchat",
    "json", "jsons", "form", "forms", "xml", "xmls",
)  # fmt: skip
HOSTED = frozenset(
    ("mailto", "mailtos", "smseagle", "smseagles", "rocket", "rockets", "json", "jsons", "form", "forms", "xml", "xmls"),
)  # of these the address names a host, of the others an account
OPTION = re.compile(r"[?&;][\s+:-]*(template|pgp|pgppub|pgpprv|wkd|attach|attach-as|keyfile|verify)\s*=")
SAMPLE = "+8613800138000"  # stands for a recipient while an address is read


def forbidden_option(address: str) -> str:
    """The first option of an address that an organisation may not use."""
    found = OPTION.search(unquote(address).lower())
    return found[1] if found else ""


def hosts_of(address: str) -> list[str] | None:
    """The hosts an address names; none where the gateway's is fixed. None where the gateway's program cannot read it."""
    sender = Apprise()
    if not sender.add(address.replace("{to}", SAMPLE)) or len(sender) != 1:
        return None
    named = [getattr(sender[0], name, None) for name in ("host", "smtp_host")]
    return [host for host in named if isinstance(host, str) and host] if scheme_of(address) in HOSTED else []


def is_known_inside(host: str) -> bool:
    """Whether a host lies inside for sure: by its number, in any of the forms numbers take, or by the name of this machine.

    Other names are not looked up here; where they lead is looked at whenever a connection is made.
    """
    plain = host.strip("[]").rstrip(".").lower()
    if plain == "localhost" or plain.endswith(".localhost"):
        plain = "127.0.0.1"
    try:
        found = socket.getaddrinfo(plain, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return any(lies_inside(str(row[4][0])) for row in found)
