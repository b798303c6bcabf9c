"""Django's PostgreSQL backend, which knows a connection that was closed without asking (settings: ENGINE)."""
