"""The decoder: text -> codes -> diagnosis. Pure: the standard library and data of its own.

    status_code.py  the value, and what its bits say; facilities.py, who in Windows raised it
    finding.py      the codes that a text speaks of, by way of pieces.py and listening.py
      rules.py      how codes are written, as tables; legible.py, values.py, slips.py help to judge
    diagnosis.py    what one code means: all of the following
      catalogue.py  what Microsoft documents of it for IISSYNC, by articles.py
      advice.py     what this project suggests where no article explains it
      readings.py   how Windows reads it
    names.py        the names of Windows codes by value; name_search.py, by how they are spelt
    plain_words.py  a name read aloud
    search.py       codes by words

Nothing is imported here, so that whoever uses one part pays for no other.
"""
