"""A Slack bot that explains the status codes of IISSYNC and of Windows. The map of the house:

    codes/           pure: a text -> the status codes in it, and what printed them
    guide/           pure: what is known of a code, in one shape; the data files, look-up, search
    knowledge/       what a team has learnt, and what is still to be done: pure values, and SQL
    sources.py       pure: what is read besides the question: messages, quotes, files
    logs.py          pure: reads text of any length, line by line
    replies/         pure: every sentence that the bot says, and its forms
    conversation.py  pure: the one conversation, Request -> Reply
    settings.py      the settings, made once from a mapping
    spelling.py      how each kind of setting is written
    slack/           edge: Bolt payload -> Request, Reply -> Slack; the manifest
    metrics.py       edge: what is counted
    journal.py       edge: the bot's own log
    listener.py      edge: accepts connections, no more than there are files for
    ops.py           edge: health and metrics, for whoever operates the bot
    health.py        edge: asks a bot that runs how it is
    server.py        edge: Socket Mode or HTTP, start and graceful stop
    console.py       edge: `decode` on the command line
    terminal.py      edge: what reaches a terminal: nothing that commands it
    playground/      edge: a Slack workspace on this machine, and its page
    command_line.py  what can be said to `python -m bot`, and its help
    __main__.py      does a command: reads the environment, wires, runs

The route of a number: a text is cut into codes (`codes.extraction`), each with what printed it
(`codes.context`); the guide explains it (`guide.explain`), the team's entries come before
(`conversation`), and one renderer shows all of them alike (`replies.explanation`).

Imports run one way, from the edges to the codes; `tests/test_house.py` and ruff hold it so.
"""
