"""The durable job queue. Its worker is in `bot/slack/`.

model.py            PURE. Jobs, their states, and what every store guarantees
sql_store.py        the store
leases.py           which jobs a replica may claim
tables.py           the table
rows.py             rows as values, and back
write_batcher.py    the calls of the store in threads; writes on SQLite in batches
"""
