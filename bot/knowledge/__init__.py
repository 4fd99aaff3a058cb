"""What the team has learnt: the model (pure), the store (SQL) and its migrations."""
