"""2 · The ticket: every kind of 单, run by its procedure through one door, `run_command`.

For: state, fields, clocks, quotas, links, numbers, files. Not for: deciding (core.engine does), or showing (web does).
"""
