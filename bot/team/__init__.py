"""What the team has learnt: the model (pure), import and export, and the store in SQL."""
