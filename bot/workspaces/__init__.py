"""EDGE. Each workspace that has installed the bot by a link, and its token.

model.py                an installation and its token; the ids of workspaces
cipher.py               encrypts tokens, with keys that can be rotated
tables.py               the tables
key_check.py            whether the running bot's keys decrypt all tokens
sql_store.py            the store, the same on SQLite and PostgreSQL
"""
