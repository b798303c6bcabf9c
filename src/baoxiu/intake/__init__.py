"""1 · The request: what somebody says is broken or wanted, as it was said.

For: reports from every channel, drafts while typing, hints of duplicates. Not for: what is done about them (tickets).
"""
