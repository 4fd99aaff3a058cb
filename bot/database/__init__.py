"""The database that `team` and `jobs` share: engine, columns, migrations, and how it fails."""
