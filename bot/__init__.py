"""A Slack bot that decodes the status codes of IISSYNC. The map of the house:

    decoder/         pure: text -> codes -> diagnosis, and the facts that it knows
    document.py      pure: what is said, before it has a form, and its forms
    knowledge/       what a team has learnt, and what is still to be done: pure values, and SQL
    reply.py         pure: every word the bot says; team_reply.py, of the team's knowledge
    trouble.py       pure: what people are told when something went wrong
    answer.py        pure: the one conversation, Request -> Reply
    settings.py      the settings, made once from a mapping
    spelling.py      how each kind of setting is written
    slack/           edge: Bolt payload -> Request, Reply -> Slack; the manifest
    metrics.py       edge: what is counted
    journal.py       edge: the bot's own log
    ops.py           edge: health and metrics, for whoever operates the bot
    health.py        edge: asks a bot that runs how it is
    server.py        edge: Socket Mode or HTTP, start and graceful stop
    console.py       edge: `decode` on the command line; logs.py reads what is too long for one text
    playground/      edge: a Slack workspace on this machine, and its page
    command_line.py  what can be said to `python -m bot`, and its help
    __main__.py      does a command: reads the environment, wires, runs

Imports run one way, from the edges to the decoder; `tests/test_house.py` and ruff hold it so.
"""
