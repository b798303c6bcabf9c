"""3 · Who and when: coverage, grab pool, named workers.

For: finding who takes a ticket. Not for: what is done on site (visits).
"""
