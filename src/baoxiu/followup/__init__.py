"""6 · Was it right: the call-backs that are due, and the chain of what was done over again.

For: the queue of call-backs, chains of rework, first-time-fix. Not for: whom to ring (the procedure's rules and the engine say so).
"""
