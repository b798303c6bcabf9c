"""The parts: what a station has on its shelves, and what comes and goes.

For: levels by station and part. Not for: prices (quotes) or part orders as tickets (a procedure does those).
"""
