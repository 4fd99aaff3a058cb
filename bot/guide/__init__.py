"""PURE. What is known of a code: entries, look-up, search. The data stand in entries/*.toml.

entry.py       the one shape of all that is known, whoever says it
explain.py     what a code means in its context
search.py      codes and families by words, as hits.py has them
family.py      the families of codes, and the codes of each
data.py        the entries, loaded when they are first asked for
figures.py     what there is, in figures
compiler.py    the data files as one that is quick to load, and what is wrong with them
pool.py        what the lines of that share
wording.py     what is wrong with the words
words.py       the words of a text as the search compares them; the data stand in same_words.txt
phrase_index.py  an index in SQLite of what is said of things, and what fits a question
phrases.py     what is said of the guide's codes; messages/ has the system's in other languages
checkout.py    both files of a checkout, made when the data change
build_hook.py  has a built package bring the compiled files along
"""
