"""Who and where: organisations as a tree, people and roles, customers, sites, assets, calendars.

For: facts that change slowly and that every room reads. Not for: anything that happens on a ticket.
"""
