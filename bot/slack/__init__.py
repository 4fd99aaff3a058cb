"""EDGE. Slack: a payload -> a `Request`, a `Reply` -> a call. Not what the bot says.

Each folder has a map of its own, and imports only those before it, and `background_tasks`,
`manifest` and `recent`:
web_api/           calls to Slack: one client, rate limits, tokens, and how a call can fail
payloads/          what Slack sends, parsed; messages, modals, forms and the home tab, built
answering/         from a question to its reply: files, threads, who may read the team's entries
jobs/              the worker: jobs are claimed, attempted, retried, dead-lettered; duplicates
listeners/         what Bolt calls: commands, mentions, shortcuts, buttons, forms, the home tab
transport/         how payloads arrive: Socket Mode or HTTP, verification, the dispatcher
installing/        for a bot that workspaces install by a link: OAuth, reminders of scopes

app.py               makes the Bolt app of the listeners, and the dispatcher
manifest.py          the app's manifest, from manifest.json
access.py            `check`, and the start: whether Slack lets the bot work: token, scopes, clock
reviewers_check.py   `check`, and the start: whether those whom REVIEWERS names can review
background_tasks.py  what continues after the acknowledgement
recent.py            a mapping that keeps only the most recent entries
"""
