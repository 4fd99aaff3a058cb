"""One module a step, named for what it brings; `down_revision` gives their order."""
