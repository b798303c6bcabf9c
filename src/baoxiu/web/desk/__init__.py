"""The office: taking reports, the board, one ticket, call-backs, approvals, messages, procedures.

Not here: what the worker does on his phone (field) and what the customer sees (portal).
"""
