"""The database of `team` and `jobs`: engine, column types, migrations, and errors."""
