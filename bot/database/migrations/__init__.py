"""The steps by which a database came to hold what `tables` says, run by `schema` through Alembic.

Each step is one transaction on both databases, so a step that is killed has not happened.
"""
