"""EDGE. For operators: the log, metrics, traces, health, and the limits of the process.

log_format.py     one line for each event, without secrets
metrics.py        the metrics for Prometheus
tracing.py        traces of a request through its jobs and calls; otel.py: records them
unexpected.py     logs and counts failures that nobody foresaw
problems.py       PURE. The codes of `/readyz`, and what to do; the sentences: `bot.health`
http.py           serves `/healthz`, `/readyz` and `/metrics`; asks `bot.health`
systemd.py        tells systemd whether the bot is ready, alive or stopping
web_server.py     an HTTP server for strangers: it quotes nothing of what it cannot read
regular.py        repeats work at an interval
event_loop.py     which event loop the bot has
connections.py    accepts connections, and limits how many are open
file_limit.py     how many files and sockets the process may have open
"""
