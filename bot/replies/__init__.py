"""PURE. Every sentence that the bot says, and its forms: Block Kit, mrkdwn, plain text, JSON.

reply.py        what is said to one request
explanation.py  what is known of a code: the one way to show it
answers.py      answers to questions, searches, help
    small_talk.py   answers to what asks no code
team.py         what the team has learnt: reviews, history, lists
home.py         the home tab
errors.py       what went wrong, and what to do
labels.py       the words on buttons, forms and modals
document.py     what is said before it has a form
as_json.py      answers for programs, as decode.schema.json describes them
"""
