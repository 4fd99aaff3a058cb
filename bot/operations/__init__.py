"""EDGE. For whoever operates the bot: its log, its metrics, its health, its connections."""
