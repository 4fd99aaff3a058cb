"""EDGE. Slack's Web API: each call within its rate limit, and what the answer proves.

api.py                the calls that the bot makes
client.py             the HTTP client
proxies.py            which proxy a call uses
file_urls.py          which URLs the token may be sent to
responses.py          what a response proves: accepted, refused, or neither
errors.py             how a call can fail
connection_errors.py  what failed on the way to Slack, in words
refusals.py           what to do about each error; what the user is told is in `bot.replies.errors`
rate_limits.py        Slack's rate limits
scarce_reads.py       finds messages where Slack allows one read a minute
sightings.py          which of the bot's messages were seen where reads are scarce
tokens.py             chooses the token of a call: the only one, or that of its workspace
token.py              checks regularly whether Slack still accepts the only token
members.py            what Slack says of a person: administrator, guest, bot, another company
"""
