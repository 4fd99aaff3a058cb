"""Does the bot keep its promises while everything fails? `python -m tests.checker` in the long.

People work with two replicas on one PostgreSQL while a nemesis does harm (`people`, `nemesis`);
then everything is mended, the work comes to rest, and what is there is held against what people
were told (`judge`).
"""
