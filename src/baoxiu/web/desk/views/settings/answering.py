"""What a gateway answered, in words a person can act on."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: tuple[tuple[str, Promise], ...] = (
    (r"inside the network", _("The address leads inside this installation's network, which is not allowed.")),
    (r"cannot be opened", _("The key of this installation was changed: type the address again.")),
    (r"no channel is set up", _("No channel is set for this way.")),
    (r"cannot be read", _("The address cannot be read: type it again as the examples show.")),
    (r"CERTIFICATE|certificate", _("The gateway's certificate is not valid: check the host name, or ask whoever runs the gateway.")),
    (r"NameResolution|getaddrinfo|Name or service", _("There is no host of this name: check the address.")),
    (r"Errno 111|onnection refused|NewConnectionError|ConnectTimeout", _("Nobody answers at this address: check host and port.")),
    (r"no answer within|timed out", _("The gateway did not answer in time.")),
    (r"authentication|Authentication|\b53[045]\b", _("The gateway does not accept the login: check name and password.")),
    (r"error[=: ]*40[13]", _("The gateway does not accept the key or password in the address.")),
    (r"error[=: ]*404", _("The gateway does not know this address: check the path.")),
    (r"error[=: ]*429", _("The gateway says: too many messages. Try again later.")),
    (r"error[=: ]*5\d\d", _("The gateway itself is in trouble. Try again later.")),
)


def in_words(answer: str) -> str:
    """The answer of a gateway, said plainly; what is not known is told as a refusal."""
    return str(next((words for pattern, words in WORDS if re.search(pattern, answer)), _("The gateway refused the message.")))
