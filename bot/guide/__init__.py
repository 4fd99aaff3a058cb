"""PURE. What is known of a code: entries, look-up, search. The data stand in entries/*.toml.

entry.py       the one shape of all that is known, whoever says it
explain.py     what a code means in its context
search.py      codes by words
data.py        the entries, loaded when they are first asked for
figures.py     what there is, in figures
compiler.py    the data files as one that is quick to load, and what is wrong with them
pool.py        what the lines of that share
wording.py     what is wrong with the words
build_hook.py  has a built package bring the compiled file along
"""
