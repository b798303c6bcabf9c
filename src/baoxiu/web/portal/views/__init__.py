"""The customer's pages, one file a door."""
