"""The names every pack may use in expressions, beside its own fields, asks and linked procedures."""

from __future__ import annotations

VARIABLES: dict[str, str] = {
    "now": "the instant of the decision",
    "t1": "when it was reported (the ticket's opening)",
    "state": "the state the ticket stands in",
    "mode": "the mode of service",
    "number": "the ticket's number",
    "unit": "the unit that holds the ticket: code, title, settings",
    "person": "who acts: id, name, skills, on_shift, open, rank, areas",
    "version": "how many commands the ticket has seen",
    "end_of_day": "the end of the unit's working day of now; midnight where that is past",
    "today": "the unit's date of now, as text 2026-03-02",
    "part_order": "the latest linked part order: number, state, fields",
    "part": "the first part still awaited: code, quantity",
    "parent": "the ticket this one was opened by: number, state, fields",
    "agreed": "what the customer last agreed to pay",
    "holder": "the id of the person who holds the ticket",
    "worked": "minutes of labour kept so far, of all visits, exact",
    "visits": "the visits so far, oldest first: by, accepted_at, departed_at, appointed_at, arrived_at, left_at, outcome, proof, fetched",
    "visit_arrived": "when the latest visit arrived",
    "appointment": "the appointment in force: when",
    "earlier_visits": "visits before this ticket for the same trouble: number, at, by_name, title, outcome, how it ended",
    "each": "in an effect with `each`: the entry it opens a ticket for",
    "estimate": "what the planned work and material cost by the price list",
    "bill": "what was done costs: time worked and material used",
    "price_list": "the version of the price list the ticket is priced by",
    "paid": "what was paid, refunds taken off",
    "owed": "what of the bill is still to be paid",
    "charged": "whether the customer pays",
    "used_parts": "parts used so far",
    "flags": "oddities noted on the ticket",
    "missing_copies": "copies of printed slips that must come back and have not: slip, copy, out_at, due_at",
    "follow_up": "on a call-back, the rule it was opened by: rule, order, way, attempts, share, number",
}

FUNCTIONS: dict[str, str] = {
    "clock": 'clock("name"): breached, kept, running, due, spent, left, stopped',
    "working_days": "working_days(a, b): whole working days of the unit's calendar from a to b",
    "working_time": "working_time(a, b): working time of the unit's calendar from a to b, a duration",
    "end_of_day": "end_of_day(t): the end of the unit's working day that the instant belongs to",
    "days": "days(a, b): days by the unit's dates from a to b",
    "hours": "hours(n): a duration of n hours",
    "stock": "stock(part): how many of a part the unit has free",
    "late_parts": "late_parts(): whether a linked part order is past its promised time",
    "part_lead_time": "part_lead_time(unit): how long parts take to the unit, a duration",
    "outage_covers": "outage_covers(t): whether a recorded outage of the system covers the instant",
    "skill_for": "skill_for(fault): the skill a category of fault wants",
    "by_fault": "by_fault(fault): tools and parts a category of fault wants",
    "tools_for": "tools_for(fault): tools a category of fault wants",
    "parts_for": "parts_for(fault): parts a category of fault wants",
    "national": "national(phone): the number as it is dialled inside the country",
    "setting": "setting(\"name\"): the unit's own value, else the pack's",
    "linked": 'linked("procedure"): linked tickets of a procedure, oldest first',
    "serves": "person.serves(site): whether the person's areas include the site",
    "total": "total(lines): the sum of price lines, exact",
    "money": "money(text): an amount to compare with",
    "text": "text(value): how a value is written in words",
    "has_role": 'has_role("role"): whether who acts holds a role here',
}

BUILT_IN: frozenset[str] = frozenset(
    {"size", "duration", "timestamp", "int", "uint", "double", "string", "bytes", "bool", "has", "all", "exists",
     "exists_one", "map", "filter", "matches", "contains", "startsWith", "endsWith", "min", "max", "getFullYear",
     "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds",
     "getMilliseconds", "type", "dyn", "not_strictly_false"}
)  # fmt: skip
