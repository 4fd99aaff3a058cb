"""The database of `team`, `jobs` and `workspaces`: engine, column types, migrations, and errors.

engine.py         makes engines for SQLite and PostgreSQL; transactions that read or write
columns.py        the column types of all tables
errors.py         PURE. The error that other rooms catch: `DatabaseUnavailable`
redaction.py      PURE. What an operator reads of an error, and what to do; no secrets
file.py           notices that a SQLite file was deleted or replaced
folder.py         why a file cannot be made or opened in a folder
read_only.py      reads a SQLite file on a disk that is mounted read-only
schema.py         upgrades the schema, by the migrations in `migrations/versions/`
schema_version.py which version the schema has, and whether this version works with it
access.py         `check`: whether the bot can use its database
write_check.py    whether the running bot's database is writable
damage_check.py   whether its file was whole at the start
integrity.py      `database check`: whether pages and references are whole
backup.py         `database backup`
"""
