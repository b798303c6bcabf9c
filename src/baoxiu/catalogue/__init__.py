"""Installed packs: versions that never change, who drafted, reviewed and approved them, who runs which.

For: finding the procedure a ticket follows. Not for: running it.
"""
