"""PURE. A text -> the status codes in it. Uses only the standard library and its own data.

    status_code.py      a 32-bit value and its bits; facilities.py: the parts of Windows
    extraction.py       the codes in a text, in these steps:
      normalise.py      links, markup, full-width digits and look-alikes become plain text
      tokens.py         cuts the text into tokens that hold digits or names
      detection.py      judges each token
      ranking.py        puts the main code first
      shapes.py         how codes are written, as a table
      rules.py          what the nearest word says of a number, as tables
      phrases/          what several words around a number say, which outweighs that, as tables
      surroundings.py   the text beside a token; values.py: what its value says by itself
      typing_slips.py   the codes that a mistyped number may have been meant for
      found.py          what is found: a code, a number of another product, a region
      regions.py        parts of a text that one form explains, each form with a table of its own:
        bug_checks.py, columns.py, forms.py, transcripts.py: codes, and numbers beside them
        numberings.py   own numbers of parts of Windows; http_status.py: IIS's 401.3 as a number
        foreign.py      numbers of other products, which the answer names
        foreign_traces.py  the same in forms that many products share
        lines.py, patterns.py: how they search
    context.py          the program that printed a code, as far as the text shows; printed_by.py:
                        the programs that there are
    interpretations.py  every way in which Windows reads a value
    names.py            the names of codes by value; name_search.py: by spelling
    plain_words.py      a name in plain words
    sources.py          messages and files that are read along with a question; log_reader.py: logs

Nothing is imported here, so that a user of one module loads no other.
"""
