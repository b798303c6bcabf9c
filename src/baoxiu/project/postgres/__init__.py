"""PostgreSQL of our own: found, made, started, watched and stopped by us; reached through a private socket only.

binaries.py   which PostgreSQL programs to use, and where its user may run them
cluster.py    the database files: made once, with passwords of their own
server.py     the running server
"""
