"""EDGE. What Slack sends, parsed; what the bot sends, built: messages, modals, forms, the home tab.

message.py        the text of a message, wherever its payload holds it
installation.py   which installation a payload belongs to, and whether another company reads it
authors.py        which authors' messages are not answered
surfaces.py       messages and modals
inputs.py         the inputs of forms, and what is submitted in them
buttons.py        the row below an answer: `Reply.offers`, sharing, votes, adding; pages; histories
forms.py          the form for a cause, and what is typed in it, which `bot.team.draft_form` parses
settings_form.py  the form for the settings of a workspace, and how it is parsed
review_cards.py   the card on which a reviewer decides
home.py           the view of the home tab: what is on it, and how much of each
"""
