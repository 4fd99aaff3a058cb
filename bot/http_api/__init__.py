"""EDGE. Decodes for scripts and other tools by HTTP, on an address of its own, if there is a token.

server.py         listens
endpoint.py       verifies the token, and responds to a request
body.py           PURE. The text in the body of a request, and how large both may be
rate_limiter.py   PURE. Limits how much of one client is decoded; the clock is an argument
rejection.py      PURE. Why a request is rejected, as JSON
openapi.py        PURE. The description of it all for programs, from openapi.json
"""
