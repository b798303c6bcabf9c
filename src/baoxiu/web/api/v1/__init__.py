"""Version 1 of the API: reports, tickets, packs, tokens."""

from baoxiu.web.api import problems
from baoxiu.web.api.document import Api
from baoxiu.web.api.reading import StrictJson
from baoxiu.web.api.v1 import files, knowledge, money, packs, reports, tickets, tokens, visits
from baoxiu.web.api.who import Session

DESCRIPTION = """
Programs report faults, follow tickets and run the commands that stand open to them — by the same rules as every screen.

* **Who**: `Authorization: Bearer bx_…`, a personal token with scopes `read`, `report`, `run`, `packs`; or a browser session
  (a write then needs its CSRF token in `X-CSRFToken`). A token acts as its person and sees what that person sees.
* **Writes** take an `Idempotency-Key`: the same key with the same body is answered as before, with another body refused (409).
* **Versions**: a ticket's `ETag` may be sent back as `If-Match`; a stale one is answered 412 and nothing changes.
* **Errors** are RFC 9457 problems with `code`, the `clause` that refuses, and words in the caller's language (`Accept-Language`).
* **Times** are ISO 8601 with offset. Long lists are pages; `next` is what to ask for the following one.
"""

api = Api(
    title="Baoxiu 报修",
    version="1.0",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=[Session()],
    docs_url="/docs",
    openapi_url="/openapi.json",
    parser=StrictJson(),
)
problems.install(api)
api.add_router("", reports.router, tags=["reports 报修"])
api.add_router("", tickets.router, tags=["tickets 工单"])
api.add_router("", money.router, tags=["money 收费"])
api.add_router("", visits.router, tags=["visits 上门"])
api.add_router("", files.router, tags=["files 附件"])
api.add_router("", packs.router, tags=["packs 规程"])
api.add_router("", knowledge.router, tags=["knowledge 知识"])
api.add_router("", tokens.router, tags=["tokens 令牌"])
