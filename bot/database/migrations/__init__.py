"""The migrations of the schema, which `schema` runs through Alembic.

Each is one transaction on both databases, so a migration that is killed changes nothing.
"""
