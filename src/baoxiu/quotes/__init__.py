"""What it costs: price lists in versions, quotes with what was answered, payments, receipts, refunds.

For: the list in force at a unit; who agreed to what, when, by which list; money taken and given back; the day's takings.
Not for: reckoning (core.pricing does), deciding when a price must be agreed to (the procedure says so), printing (acceptance).
"""
