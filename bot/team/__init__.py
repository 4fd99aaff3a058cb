"""The team's knowledge: values (pure), import and export, the SQL store, and the snapshot."""
