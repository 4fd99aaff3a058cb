"""Does the bot keep its promises while everything fails? `python -m tests.checker` runs for long.

People work with two replicas on one PostgreSQL while a nemesis does harm (`people`, `nemesis`);
then everything is repaired, the work ends, and the final state is compared with what users
were shown (`judge`).
"""
