"""How well and how fast words are searched for: `python -m tests.bench.search`.

The shares are those of the queries in `tests/guide/`: of `queries.tsv` the search has learnt, of
`unseen_queries.tsv` it has not. A query's time is the best of several, as machines are shared; it
is told beside that of a look-up of a code, which takes turns with it.
"""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from bot.codes.extraction import extract_codes
from bot.guide.explain import explain
from bot.guide.hits import AnyHit, Hit
from bot.guide.search import search

QUERIES = Path(__file__).parents[1] / "guide"
LEARNT, UNSEEN, CHAT = "queries.tsv", "unseen_queries.tsv", "chat.txt"
ROUNDS = 5
PAGE = 10


def found(query: str) -> list[int]:
    """The codes of the first three hits; a family is no code."""
    return [hit.code.decimal if isinstance(hit, Hit) else -1 for hit in islice(search(query), 3)]


def queries_in(file: str) -> list[tuple[str, set[int]]]:
    """The queries of a file, each with the codes that fit it."""
    rows = [line.split("\t") for line in (QUERIES / file).read_text("utf-8").splitlines()[1:]]
    return [(query, {int(code, 16) for code in codes.split()}) for query, codes in rows]


def page_of(query: str) -> list[AnyHit]:
    """What a search shows first."""
    return list(islice(search(query), PAGE))


def best(work: Callable[[], object]) -> float:
    """Milliseconds that it takes, at best."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return min(times)


def decoded() -> None:
    """What a search is compared with: a code that is found in a text and explained."""
    explain.cache_clear()
    for code in extract_codes("the service ended with error 1722").codes:
        explain(code.code)


def main() -> int:
    """Print the figures."""
    begun = time.perf_counter()
    list(islice(search("rpc server unavailable"), PAGE))
    print(f"first search of a process: {(time.perf_counter() - begun) * 1000:.0f} ms")
    texts: list[str] = []
    for file in (LEARNT, UNSEEN):
        queries = queries_in(file)
        texts += [query for query, _ in queries]
        hits = [(found(query), right) for query, right in queries]
        first = sum(bool({*codes[:1]} & right) for codes, right in hits) / len(hits)
        three = sum(bool({*codes} & right) for codes, right in hits) / len(hits)
        print(f"{file}: {len(hits)} queries, first {first:.1%}, among three {three:.1%}")
    chat = (QUERIES / CHAT).read_text("utf-8").splitlines()
    print(f"{CHAT}: {sum(bool(found(text)) for text in chat)} of {len(chat)} find something")
    times = [best(partial(page_of, text)) for text in [*texts, *chat]]
    code = best(decoded)
    middle, longest = statistics.median(times), max(times)
    print(f"a query: {middle:.1f} ms in the middle, {longest:.1f} ms at most")
    print(f"beside a code that is decoded, {code:.1f} ms: {middle / code:.1f} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
