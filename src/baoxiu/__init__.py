"""Baoxiu 报修: a service manual, running. Start with docs/house.md."""
