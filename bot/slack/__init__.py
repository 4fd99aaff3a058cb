"""EDGE. Slack: a payload -> a `Request`, a `Reply` -> a call. Decides nothing of what is said.

How payloads arrive:
socket_mode.py          the Socket Mode transport
socket_connection.py    one connection of it
http.py                 the HTTP transport
verification.py         request verification, before anything is parsed
dispatcher.py           dispatches every payload to Bolt, and answers whatever fails
app.py                  makes the Bolt app of the listeners, and the dispatcher
manifest.py             the app's manifest, from manifest.json
installation.py         which installation a payload belongs to
oauth.py                the pages by which workspaces install the bot
oauth_pages.py          their texts
scope_reminders.py      reminds whoever installed it that it needs more scopes now

Listeners:
commands.py             the slash command
message_events.py       mentions and direct messages: each becomes a job
message_shortcut.py     the message shortcut "Decode status codes"
look_up.py              the global shortcut "Look up a status code": a modal
answer_listeners.py     clicks on the buttons that show more, ask, or turn a page
sharing.py              the button that shares an answer
home_tab.py             the home tab: who opens it, and what is clicked on it
assistant.py            Slack's assistant: greets, and shows prompts
proposal_listeners.py   the form in which people propose a cause
review_listeners.py     the buttons of a review card
entry_listeners.py      the buttons of a published entry
settings_listeners.py   the form for the settings of a workspace
uninstall.py            the removal of the app
workflow_step.py        the step for Workflow Builder: each execution becomes a job

From a question to its reply:
responder.py            replies to commands, modals and clicks
question_replies.py     replies to messages, with the files and the thread that they need
incoming_message.py     a question in a message, as a job stores it
message.py              the text of a message, wherever its payload holds it
authors.py              which authors' messages are not answered
team_commands.py        the commands `history`, `stats` and `unknown`
audience.py             who may read and change a team's entries
files.py                the files of a message, and which of them are read
downloads.py            downloads files, and finds the codes in them
question_counter.py     counts who asked for which codes
answer_cache.py         answers as JSON, while the team's entries stay the same
user_limiter.py         how many commands of one user run at a time
assistant_calls.py      titles and statuses of threads, and prompts, if the app is an assistant
home_updates.py         shows home tabs, also that of who gets a link to it, and updates them

Jobs, each of which posts one message, whatever fails:
worker.py               claims jobs, and runs each on one replica at a time
questions.py            the kind that answers a question
follow_ups.py           the kinds that follow a proposal, a decision or a vote
duplicates.py           the kind that deletes the later of two replies
running.py              the jobs that run here, their leases, and their limits
backlog.py              who may have more due jobs than were claimed
attempt.py              one attempt at a job: looks for its message before it posts another
settlement.py           after an attempt: done, retried later, or dead
job_log.py              the log of a job, under the id of the request that caused it
queue_monitor.py        what the worker has done lately, and how long jobs wait
refusals.py             what to do about each error of Slack's; the user reads `bot.replies.errors`
timing.py               the job queue's leases, timeouts and pauses, and how often a job is tried

Calls to Slack:
api.py                  the calls that the bot makes
client.py               the HTTP client
proxies.py              which proxy a call uses
file_urls.py            which URLs the token may be sent to
responses.py            what a response proves: accepted, refused, or neither
errors.py               how a call can fail
connection_errors.py    what failed on the way to Slack, in words
rate_limits.py          Slack's rate limits
scarce_reads.py         finds messages where Slack allows one read a minute
sightings.py            which of the bot's messages were seen where reads are scarce
tokens.py               which token a call has: the only one, or that of its workspace
token.py                whether Slack accepts the only token
members.py              what Slack says of a person: administrator, guest, bot, another company
access.py               `check`: whether Slack lets the bot work: token, scopes, clock, channel
reviewers_check.py      `check`: whether those whom REVIEWERS names are people who can review
notifications.py        notifies the user who acted
background_tasks.py     what continues after the acknowledgement

Payloads of the bot:
surfaces.py             messages and modals
buttons.py              the row below an answer: `Reply.offers`, sharing, votes, adding; and pages
inputs.py               the inputs of forms, and what is submitted in them
forms.py                the form for a cause, and how it is parsed
settings_form.py        the form for the settings of a workspace, and how it is parsed
review_cards.py         the card on which a reviewer decides
home.py                 the view of the home tab: what is on it, and how much of each
recent.py               a mapping of bounded size
"""
