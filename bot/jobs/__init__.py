"""The durable job queue: its model (pure), its store in SQL, and how writes are batched."""
