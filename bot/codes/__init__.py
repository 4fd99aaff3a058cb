"""PURE. A text -> the status codes in it. Uses the standard library and its own data alone.

    status_code.py      a 32-bit value and its bits; facilities.py: the parts of Windows
    extraction.py       the codes in a text: normalise.py, tokens.py, detection.py, ranking.py
      shapes.py         how codes are written, as a table; rules.py, phrases/: the words around
      surroundings.py   the text beside a token; values.py: what its value says by itself
      typing_slips.py   the codes that a mistyped number may have been meant for
      found.py          what is found: a code, a number of another product, a region
      regions.py        parts of a text that one form explains: bug_checks.py, columns.py, forms.py,
                        transcripts.py, numberings.py; foreign.py, foreign_traces.py and
                        http_status.py: other products; lines.py, patterns.py: how they search
    context.py          the program that printed a code, as far as the text shows; printed_by.py:
                        the programs that there are
    interpretations.py  every way in which Windows reads a value
    names.py            the names of codes by value; name_search.py: by spelling
    plain_words.py      a name in plain words
    sources.py          messages and files that are read beside a question; log_reader.py: logs

Nothing is imported here, so that a user of one module loads no other.
"""
