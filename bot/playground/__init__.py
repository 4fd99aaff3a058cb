"""A Slack workspace on this machine, which speaks Slack's own protocols over real sockets.

The page, the prompt in the terminal and the project's tests run the real bot against it, unchanged.
It binds to loopback only, keeps nothing on disk, and imports nothing else of the bot.
"""
