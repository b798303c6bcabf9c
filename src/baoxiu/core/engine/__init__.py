"""Deciding: what a command does to a ticket, and what stands open to whom."""
