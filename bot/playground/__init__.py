"""EDGE. A Slack workspace on this machine, which speaks Slack's own protocols over real sockets.

The page, the terminal prompt and the project's tests run the real bot against it, unchanged. It
listens on loopback only, writes nothing to disk, and imports of the bot only `bot.cli.terminal`.
What only tests need of it is in `tests/fake_slack/`.

slack.py            the whole of it: a workspace with its servers

The workspace:
model.py            PURE. Users, channels, messages, files and views
workspace.py        PURE. What is in it, and who sees what
views.py            PURE. Each user's modals and home tab
assistant.py        PURE. Prompts, and the titles and statuses of threads
tickets.py          PURE. Trigger ids and response URLs
steps.py            PURE. The steps that the app offers to workflows, and their executions

What the bot calls:
web_api.py          reads its HTTP requests, checks the token, and answers
methods.py          PURE. What each method of the Web API does
conversation_methods.py  PURE. Those that read conversations
assistant_methods.py  PURE. Those of an assistant
block_kit.py        PURE. Every block and element, and their limits
limits.py           PURE. Reports what Slack refuses in a message or a view
schema.py           PURE. The checks of which these tables are made

What the bot gets:
app.py              which events it gets, and what its answers do
manifest.py         PURE. What its manifest declares
objects.py          PURE. Slack's objects: messages, files, views
payloads.py         PURE. The payloads
delivery.py         delivers them, and redelivers events
socket_mode.py      delivers them by Socket Mode
record.py           a record of everything that passed between Slack and the bot

What a user does:
client.py           a user's Slack: posts, runs commands, clicks, sees
interactions.py     buttons, menus, shortcuts and modals
forms.py            PURE. The values of a form, as Slack sends them
composer.py         PURE. What a user types, as Slack posts it
mrkdwn.py           PURE. Slack's mrkdwn as rich text

The page. Its files are in `web/`: `js/blocks/` shows blocks, `js/` the rest, `style/` their looks:
page.py             serves it, and sends each open tab what changes
page_state.py       PURE. What one user sees, as JSON
actions.py          what a user does on it

The prompt in a terminal:
prompt.py           the command: reads lines, with the bot beside it
session.py          each line is an action
rendering.py        PURE. Messages and views as text
"""
