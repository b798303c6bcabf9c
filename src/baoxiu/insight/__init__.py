"""How are we: figures over what happened, for stations, regions and headquarters.

For: counting, per procedure and unit, what its pack calls good. Not for: changing anything; this room only reads.
"""
