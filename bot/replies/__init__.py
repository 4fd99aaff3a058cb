"""PURE. All texts of the bot, and how they are rendered.

document.py        a document: what the bot writes, before it is rendered
block_kit.py       a document as Block Kit
text.py            a document as mrkdwn or plain text
reply.py           the reply to one request, with its document, codes and buttons
paging.py          pages of a long reply
answers.py         answers to questions with codes
answered_code.py   a code of a question, with its explanation and the team's entries
explanation.py     the one rendering of what is known of a code, from which message or file it is,
                   and the buttons that show more
    other_meanings.py  what else the number may mean
    attribution.py     the sources, and other forms and names of the number
search_results.py  answers to words: hits, families, and what to ask instead, or why
                   the thread could not be read
small_talk.py      answers to messages that ask for no code, and help
assistant.py       what Slack's assistant shows beside answers
files.py           what was not read of files, or that a thread was read in part
errors.py          what went wrong, and what to do; that an answer waits
team_entries.py    the team's entries in an answer, or why they are not there, and the list
drafts.py          what an entry says, who wrote it, and when
changes.py         the difference between two versions
reviews.py         proposals and review cards
history.py         all versions of a code's entries
statistics.py      codes without a known cause, and the codes that are asked most
home.py            sentences and lines of the home tab; what is on it: `bot.slack.payloads.home`
settings.py        the settings of a workspace, and why one of them cannot be
labels.py          the labels of buttons and forms, and the limit of each input
step_outputs.py    an answer as the outputs of a workflow's step
decoded.py         the codes of a text as values for programs, as decode.schema.json describes them
as_json.py         values as JSON, and search results as search.schema.json describes them
"""
