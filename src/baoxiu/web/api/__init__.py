"""The API: REST under /api/v1/ with OpenAPI 3.1 and a page to try it.

For: programs that report, follow and act. Not for: rules of its own; it calls the same queries and actions as every screen.
"""
