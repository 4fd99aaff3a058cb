"""EDGE. How payloads arrive: by Socket Mode or HTTP, verified, and dispatched to the listeners.

dispatcher.py         dispatches every payload to Bolt, and answers whatever fails
socket_mode.py        the Socket Mode transport
socket_connection.py  one connection of it
http.py               the HTTP transport
verification.py       verifies a request's signature and age, before anything is parsed
"""
