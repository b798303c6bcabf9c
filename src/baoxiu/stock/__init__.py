"""The parts: what a station has on its shelf, every movement of it, replaced parts and whether they came back.

For: levels, the ledger, replaced parts by station and age. Not for: prices (quotes); part orders and returns as tickets (a procedure
does those, and this room draws its rows from them).
"""
