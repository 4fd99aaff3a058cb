"""Each workspace that has installed the bot by a link, and its token.

model.py                PURE. An installation and its token; the ids of workspaces
cipher.py               PURE. Encrypts tokens, with keys that can be rotated
tables.py               the tables
key_check.py            whether the running bot's keys decrypt all tokens
sql_store.py            the store, the same on SQLite and PostgreSQL
"""
