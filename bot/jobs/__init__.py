"""The durable job queue: its model (pure), its SQL store, and a batcher for writes."""
