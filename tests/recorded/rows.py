"""Lines of the city's table, as the tests write them."""

from __future__ import annotations

HEADER = "SRNumber,CreatedDate,Owner,RequestType,Status,RequestSource,AssignTo,ServiceDate,ClosedDate,Address,Latitude,Longitude"


def row(number: str, **cells: str) -> str:
    """One line of the city's table; cells are replaced by name."""
    given = {
        "SRNumber": number,
        "CreatedDate": "12/28/2018 09:00:00 AM",
        "Owner": "BOS",
        "RequestType": "Bulky Items",
        "Status": "Closed",
        "RequestSource": "Call",
        "AssignTo": "NC",
        "ServiceDate": "12/31/2018 12:00:00 AM",
        "ClosedDate": "12/31/2018 10:00:00 AM",
        "Address": "1 MAIN ST",
        **cells,
    }
    return ",".join(given.get(name, "") for name in HEADER.split(","))


def table(*rows: str) -> str:
    """The whole table."""
    return "\n".join([HEADER, *rows])
