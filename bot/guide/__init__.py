"""PURE. What is known of codes: entries, look-up and search. The data are in entries/*.toml.

entry.py           the one shape of what is known of a code, whatever its source
explain.py         the explanation of a code in its context
data.py            the entries and families, loaded from the compiled file
    sorted_lines.py    its lines, compressed, and found by their beginnings
family.py          the families of codes, and the codes of each
figures.py         figures of the guide
compiler.py        compiles the data files into one file that is quick to load
    data_file.py   the entries and families of one data file, and its faults
    pool.py        what the compiled entries share
    wording.py     faults in the words of an entry
search.py          searches codes and families by words
    hits.py        the results of a search, and how many are on a page
    words.py       the words of a text, in small letters; synonyms.txt has synonyms
    number_ranges.py   the values that are written as a searched number
    phrases.py     the phrases for codes; messages/ has messages in other languages, and
                   most_asked.txt the codes that come first among equals
    index_builder.py   builds the index of phrases
    phrase_index.py    searches it
    vocabulary.py      corrects and splits words that it does not have
checkout.py        compiles the guide of a checkout when its files change
build_hook.py      adds the compiled files to a built package
"""
