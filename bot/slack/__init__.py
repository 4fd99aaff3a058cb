"""The edge to Slack: Bolt payload -> Request, Reply -> Slack. Decides nothing of what is said."""
