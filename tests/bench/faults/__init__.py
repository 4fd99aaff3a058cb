"""A fault run: thousands of mentions while all that can fail does, mixed by a seed.

`plan` chooses what befalls each call, `slack` and `sender` are the Slack that does it, `world` is
what can be killed and whose clocks can be set, `nemesis` does that, `judge` counts the replies.
"""
