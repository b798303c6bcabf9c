"""What it costs: price lists in versions, quotes with what was answered, payments, receipts, refunds, what units are paid.

For: the list in force at a unit; who agreed to what, when, by which list; money taken and given back; the day's takings;
monthly statements of units with their disputes and corrections.
Not for: reckoning (core.pricing does), deciding when a price must be agreed to (the procedure says so), printing (acceptance).
"""
