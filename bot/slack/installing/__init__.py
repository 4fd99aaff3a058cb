"""EDGE. For a bot that workspaces install by a link: its pages, and reminders.

oauth.py            the pages by which workspaces install the bot
oauth_pages.py      their texts
scope_reminders.py  reminds whoever installed it that it needs more scopes now
"""
