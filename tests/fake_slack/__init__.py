"""The playground's Slack, with what only tests need of it.

slack.py             the whole: records, deliveries by HTTP, people of other companies
canned_responses.py  responses that a test prepares: refusals, delays, cut connections, limits
web_api.py           the Web API that gives them
signed_http.py       deliveries to the bot's address, with Slack's signature
socket_mode.py       connections that a test asks to close, or cuts
record.py            a record with all payloads that the bot sent, and all their faults
clock.py             a clock that a test advances
"""
