"""EDGE. The decoder and the guide as tools for agents and editors: the Model Context Protocol.

In this folder `import mcp` means the official SDK, and not `bot.mcp`. Nothing reads a database:
what teams have recorded is not among the answers.

tools.py          PURE. The tools, what they take, and their answers
families.py       PURE. The guide's families of codes, as resources
server.py         the server, made of both with the SDK
transports.py     serves one client on standard input and output, or many by HTTP
"""
