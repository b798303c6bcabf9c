"""5 · Is it done: the numbered slips of a ticket and their copies, as they are printed and signed.

For: filling a pack's printed forms; how long papers are kept, and how they go.
Not for: whether a print or a signature is needed (the procedure says so).
"""
