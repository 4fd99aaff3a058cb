"""PURE. A text -> the status codes in it: the standard library and data of its own.

    status_code.py      the value, and what its bits say; facilities.py, who in Windows raised it
    extraction.py       the codes that a text speaks of, by way of tokens.py and detection.py
      rules.py          how codes are written, as tables; values.py, what a value alone says
      normalise.py      what keyboards and Slack do to a text, undone
      bug_checks.py     STOP codes, with their parameters
      typing_slips.py   what a mistyped number may have been meant for
    context.py          what printed a code, as far as the text tells
    interpretations.py  every way in which Windows reads a value
    names.py            the names of codes by value; name_search.py, by how they are spelt
    plain_words.py      a name read aloud

Nothing is imported here, so that whoever uses one part pays for no other.
"""
