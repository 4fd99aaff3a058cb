"""One module for each migration, named for what it adds; `down_revision` gives the order."""
