"""The engine room: procedures, clocks, calendars, prices, decisions.

For: pure functions over plain values. Not for: Django, databases, networks, or a clock of its own.
"""
