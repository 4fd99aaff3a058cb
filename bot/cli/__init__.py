"""EDGE. The commands of `python -m bot`, and what they print.

The command line:
arguments.py      the commands, their options, and the help
    parser.py     reads them, answers mistakes, and prints the help
examples.py       the examples in the help, and the exit codes
mistakes.py       what is said of a command that does not exist
imports.py        imports what a command needs, without garbage collection
variables.py      reads `.env`, for the commands that need settings

Commands, which `bot.__main__` calls:
decode.py         `decode`: explains the codes in a text or a log
search.py         `search`: finds codes by words
guide.py          `guide`: counts the guide's entries, and checks its data files
check.py          `check`: what is wrong with the settings, Slack or the database
health.py         `health`: asks a running bot for its health
jobs.py           `jobs`: lists unfinished jobs, and retries or drops them
knowledge.py      `knowledge`: exports, imports, lists and checks the team's entries
    decisions.py      `knowledge audit`: prints the decision log
database.py       `database`: backs the database up, checks it, and upgrades it
tokens.py         `tokens`: lists the workspaces that installed the bot by a link, changes keys
service.py        `service`: prints the files in `services/`, which run the bot as a service
completion.py     `completion`: prints what completes the command line of a shell

What is printed:
terminal.py       escapes control characters, and prints no message of an exception
layout.py         lines that fit the terminal, bold and dim text
stand_ins.py      plain characters for those that an old encoding lacks
progress.py       how much of a long input has been read
"""
