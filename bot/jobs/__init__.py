"""The durable job queue. Its worker is in `bot/slack/jobs/`.

model.py            PURE. Jobs, their states, and what a replica has room for
sql_store.py        the store: enqueues, claims, renews, settles; lists, retries and drops
due_jobs.py         which jobs a replica may claim
    leases.py       which leases have expired, and a fair share of the due jobs
tables.py           the table; a unique index makes each event one job
rows.py             rows as values, and back
write_batcher.py    the calls of the store in threads; writes on SQLite in batches
"""
