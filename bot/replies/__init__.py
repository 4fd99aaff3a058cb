"""PURE. Every sentence that the bot says, and its forms: Block Kit, mrkdwn, plain text, JSON.

reply.py        what is said to one request
explanation.py  what is known of a code: the one way to show it
answers.py      answers to questions with codes, help
found.py        answers to words: what a search found, families, what to ask instead
    small_talk.py   answers to what asks no code
team.py         what the team has learnt: reviews, history, lists
changes.py      what a change of an entry changes
home.py         the home tab
errors.py       what went wrong, and what to do
labels.py       the words on buttons, forms and modals
document.py     what is said before it has a form
as_json.py      answers for programs, as decode.schema.json and search.schema.json describe them
"""
