"""EDGE. For operators: the log format, metrics, health, and the limits of connections and files."""
