"""A Slack workspace on this machine, which speaks Slack's own protocols over real sockets.

The page, the terminal prompt and the project's tests run the real bot against it, unchanged. It
listens on loopback only, writes nothing to disk, and imports of the bot only `bot.cli.terminal`.
"""
