"""EDGE. From a question to its reply: the files and the thread it needs, and who may read what.

notifications.py     shows whoever clicked or submitted something how that ended
incoming_message.py  a question in a message, as a job stores it
responder.py         replies to commands, modals and clicks
question_replies.py  replies to messages, with the files and the thread that they need
audience.py          who may read and change a team's entries
files.py             the files of a message, and which of them are read: kind, size, number
downloads.py         downloads these, also of threads, and finds the codes in them
question_counter.py  counts who asked for which codes
answer_cache.py      answers as JSON, while the team's entries stay the same
user_limiter.py      how many commands of one user run at a time
team_commands.py     the commands `history`, `stats` and `unknown`
assistant_calls.py   titles and statuses of threads, and prompts, if the app is an assistant
home_updates.py      shows home tabs, and updates those that were opened lately after a change
"""
