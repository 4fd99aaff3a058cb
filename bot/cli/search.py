"""EDGE. `python -m bot search`: finds codes by words."""

import sys
from argparse import Namespace
from typing import TextIO

from bot.cli.decode import print_reply
from bot.cli.terminal import DONE, NOTHING_DONE, misuse, print_json
from bot.decoding import COMMAND
from bot.guide.hits import PAGE
from bot.guide.search import hits_on_page
from bot.replies.as_json import hits_json
from bot.replies.search_results import search_reply


def run(options: Namespace) -> int:
    """Search for the words of the options; return the exit code."""
    words = " ".join(options.words)
    if not words.strip():
        return misuse("say what to search for, such as: python -m bot search rpc")
    return print_hits(words, sys.stdout, options.page, as_json=options.json)


def print_hits(words: str, out: TextIO, page: int, *, as_json: bool) -> int:
    """Print a page, from 1, of the codes that match the words; return the exit code."""
    hits = hits_on_page(words, page - 1)
    if as_json:
        print_json(hits_json(hits[:PAGE]), out)
    elif page > 1 and not hits:
        print(f"There is no page {page}.", file=out)
    else:
        print_reply(search_reply(words, hits, COMMAND), out)
        if len(hits) > PAGE:
            print(f"More: --page {page + 1}", file=out)
    return DONE if hits else NOTHING_DONE
