"""What a team has learnt: entries, their versions, proposals, votes and questions.

model.py            PURE. The values, and the acts of the decision log
draft_form.py       PURE. The fields of a cause, their limits, and their parser
reviewers.py        PURE. The rules of review: who may do what, so which buttons a card has
settings.py         PURE. What a workspace sets: reviewers, channel, days, what a lone number means
notes.py            PURE. A team's entries, as answers read them: from memory, without a query
entry_index.py      PURE. Finds entries by their words
team.py             what the edges call: queries in threads, answers from the snapshot
published.py        what the edges call about published entries: notes, votes and versions
questions.py        what the edges call about questions: who asked for which code
team_settings.py    what the edges call about settings: what holds in a workspace
deadline.py         how long the database may take
snapshot.py         the entries in memory: reads changes, and logs that it cannot
sql_store.py        the store, made of these modules and of those that import and delete:
    entry_store.py      entries, their versions, and votes: one of each person
    proposal_store.py   proposals and decisions
    question_store.py   questions
    settings_store.py   what workspaces set
    decision_log.py     who did what, and refused attempts; audit.schema.json is its output
tables.py           the tables
rows.py             rows as values, and back
change_numbers.py   the number of each change
forget_person.py    deletes a person's data
delete_workspace.py deletes everything of a workspace
integrity.py        what is wrong with the stored entries
export_file.py      PURE. The export file, as export.schema.json describes it
import_reader.py    PURE. Reads such a file, and reports its faults
json_reader.py      PURE. Reads JSON, and reports the place of every fault
history_import.py   writes an imported history
"""
