"""EDGE. What Bolt calls: each listener turns a payload into a `Request`, a job or a decision.

commands.py            the slash command
message_events.py      mentions and direct messages: each becomes a job
message_shortcut.py    the message shortcut "Decode status codes"
look_up.py             the global shortcut "Look up a status code": a modal
answer_listeners.py    clicks on the buttons that show more, ask another question, or turn a page
sharing.py             the button that shares an answer: once, even if it is clicked again
home_tab.py            the home tab: who opens it, and what is clicked on it
assistant.py           Slack's assistant: greets, and shows prompts
proposal_listeners.py  the form in which people propose a cause
review_listeners.py    the buttons of a review card
entry_listeners.py     the buttons of a published entry
settings_listeners.py  the form for the settings of a workspace
uninstall.py           the removal of the app
workflow_step.py       the step for Workflow Builder: each execution becomes a job
"""
