"""Every word the bot says: diagnoses, doubts, help and usage, put into documents.

What an article documents, what the number means in Windows generally, and what this project
suggests are told apart in words wherever they stand.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.decoder.advice import ADVICE_LABEL, Advice
from bot.decoder.articles import Article
from bot.decoder.catalogue import Entry, Fact
from bot.decoder.diagnosis import Diagnosis, decode
from bot.decoder.finding import MOST_PIECES
from bot.decoder.listening import Doubt
from bot.decoder.readings import Reading
from bot.decoder.search import Hit
from bot.decoder.status_code import StatusCode
from bot.document import (
    Block,
    Document,
    Items,
    Line,
    Moment,
    Paragraph,
    Part,
    Rule,
    Small,
    Span,
    bold,
    code,
    italic,
    line,
    said,
    to_blocks,
    to_mrkdwn,
    to_plain,
)

COMMAND = "/iissync"
FULL_ANSWERS = 5
LISTED = 20
DOUBTS = 5
QUOTED = 80
NAMES_SHOWN = 3
PAGE = 10
"""Hits of a search shown at a time."""
ROOM = 11_000
"""Characters of JSON that all blocks of a message may take; Slack refuses some over 12,000."""


class OldVersion(NamedTuple):
    """An old version of an entry, and the newest at the time it was shown."""

    entry: str
    version: int
    expected: int


class Reply(NamedTuple):
    """What the bot says to one request, the codes that it is about, and whether it understood.

    `entries` are the ids of the team's entries that it shows, `changeable` those to which a change
    may be proposed, `restorable` the old versions that the reader may publish anew. `searched` are
    the words of a search, and `has_more` says that it has another page.
    """

    document: Document
    codes: tuple[StatusCode, ...] = ()
    understood: bool = True
    entries: tuple[str, ...] = ()
    restorable: tuple[OldVersion, ...] = ()
    changeable: tuple[str, ...] = ()
    searched: str | None = None
    has_more: bool = False

    @property
    def text(self) -> str:
        """The whole reply in mrkdwn."""
        return to_mrkdwn(self.document)

    @property
    def blocks(self) -> list[Block]:
        """The whole reply in Block Kit."""
        return to_blocks(self.document)

    @property
    def plain(self) -> str:
        """The whole reply as plain text."""
        return to_plain(self.document)


class Origin(NamedTuple):
    """The message in which a code was found: when it was written, and what it says."""

    seconds: int
    utc: str
    quote: str


class Finding(NamedTuple):
    """A diagnosis, how its code was written, and where if not in the question itself.

    `team` is what the team has to say of it, and `entries` are the ids of its entries there.
    """

    diagnosis: Diagnosis
    written: str
    origin: Origin | None = None
    team: Document = ()
    entries: tuple[str, ...] = ()


def findings_reply(
    findings: Sequence[Finding], doubts: Sequence[Doubt] = (), *, complete: bool = True
) -> Reply:
    """The answer to a question with codes: the first ones in full, the rest listed."""
    codes = tuple(finding.diagnosis.code for finding in findings)
    documents = (
        (full, tuple(_document(findings, doubts, full, listed, complete=complete)))
        for full, listed in _LAYOUTS
    )
    full, fitting = next(each for each in documents if len(json.dumps(to_blocks(each[1]))) <= ROOM)
    shown = tuple(entry for finding in findings[:full] for entry in finding.entries)
    return Reply(fitting, codes, entries=shown)


_LAYOUTS = (*((full, LISTED) for full in range(FULL_ANSWERS, 0, -1)), (1, 8), (1, 3), (0, 3))
"""How many codes are answered in full and how many more are listed; the last always fits."""


def _document(
    findings: Sequence[Finding], doubts: Sequence[Doubt], full: int, listed: int, *, complete: bool
) -> Iterator[Part]:
    yield from _full(findings[:full])
    yield from _rest(findings[full:], listed)
    tail = tuple(_tail(doubts, min(DOUBTS, listed), complete=complete))
    if tail and findings:
        yield Rule()
    yield from tail


def _full(findings: Sequence[Finding]) -> Iterator[Part]:
    for number, finding in enumerate(findings):
        if number:
            yield Rule()
        yield from _finding(finding)


def _tail(doubts: Sequence[Doubt], shown: int, *, complete: bool) -> Iterator[Part]:
    """What could not be read as it stands."""
    yield from (Paragraph(_doubt(doubt)) for doubt in doubts[:shown])
    if len(doubts) > shown:
        yield Paragraph(line(f"… and {len(doubts) - shown} more that are no codes as they stand."))
    if not complete:
        yield Paragraph(line(f"I read the first {MOST_PIECES} numbers of it, not the rest."))


def _finding(finding: Finding) -> Iterator[Part]:
    yield from diagnosis_parts(finding.diagnosis, finding.written)
    yield from finding.team
    if finding.origin:
        origin = finding.origin
        yield Small(
            line(
                "From the message of ",
                Moment(origin.seconds, origin.utc),
                ": “",
                said(shortened(origin.quote)),
                "”",
            )
        )


def diagnosis_parts(diagnosis: Diagnosis, written: str) -> Iterator[Part]:
    """One code in full: its forms, meaning, warnings, cause, steps, generic meaning, sources."""
    yield Paragraph(line(code(shortened(written)), " ", bold(title(diagnosis))))
    yield Paragraph(line("The same number: ", *_listed(_other_forms(diagnosis.code, written)), "."))
    if diagnosis.entry:
        yield from _entry_parts(diagnosis.entry)
        yield from _advice(diagnosis.advice)
        yield from _generic(diagnosis.entry)
        yield from _readings(diagnosis.readings[1:], "It can also be read as")
        yield Small(line(_sources(*diagnosis.entry.references)))
    else:
        yield from _undocumented_parts(diagnosis)


def _other_forms(status: StatusCode, written: str) -> list[str]:
    forms = dict.fromkeys((str(status.decimal), status.hex, str(status.signed)))
    return [form for form in forms if form.lower() != written.lower()]


def _listed(texts: Iterable[str]) -> list[str | Span]:
    """The texts as code, with commas between them."""
    return [piece for text in texts for piece in (", ", code(text))][1:]


def title(diagnosis: Diagnosis) -> str:
    """What a code means, in one line: documented, or by its name in Windows."""
    if diagnosis.entry:
        return diagnosis.entry.meaning.text
    words = diagnosis.readings[0].in_words
    return f"{words[0].upper()}{words[1:]}." if words else "No meaning of it is known."


def _entry_parts(entry: Entry) -> Iterator[Part]:
    for warning in entry.warnings:
        yield Paragraph(line("⚠️ ", bold("Warning: "), *_fact(entry, warning)))
    if entry.causes:
        yield from _causes(entry)
    if not entry.causes and not entry.steps:
        yield Paragraph(line(bold("Probable cause and steps: "), "none are documented."))
    if entry.steps:
        yield Paragraph(line(bold("What to do")))
        yield Items(tuple(_fact(entry, step) for step in entry.steps), numbered=True)


def _causes(entry: Entry) -> Iterator[Part]:
    if len(entry.causes) == 1:
        yield Paragraph(line(bold("Probable cause: "), *_fact(entry, entry.causes[0])))
    else:
        yield Paragraph(line(bold("Probable cause")))
        yield Items(tuple(_fact(entry, cause) for cause in entry.causes))


def _fact(entry: Entry, fact: Fact) -> Line:
    """A fact, the product it is limited to, and its source where that is not the entry's own."""
    where = f"On {fact.product}: " if fact.product and entry.products != (fact.product,) else ""
    if not fact.sources:
        return line(where, fact.text, " ", italic("(our suggestion)"))
    others = [str(article) for article in fact.sources if article not in entry.meaning.sources]
    return line(where, fact.text, f" ({', '.join(others)})" if others else "")


def _generic(entry: Entry) -> Iterator[Part]:
    names = _listed((*entry.windows_names, *entry.mts_names))
    if entry.differs and entry.windows_meaning:
        yield Paragraph(
            line(
                bold("In Windows generally "),
                f"(not said of IISSYNC): {entry.windows_meaning}, ",
                *names,
                ".",
            )
        )
    elif names:
        yield Paragraph(line("Known in Windows as ", *names, "."))
    else:
        yield Paragraph(line("No public header names this code; ", *_bits(entry.code)))


def _sources(main: Article, *others: Article) -> str:
    """The main source with its title, and those of single steps."""
    also = f"; also {', '.join(f'{other} ({_when(other)})' for other in others)}" if others else ""
    return f"Source: {main} “{main.title}” ({_when(main)}){also}."


def _when(article: Article) -> str:
    return f"{article.product}, {article.date}" if article.date else article.product


def _undocumented_parts(diagnosis: Diagnosis) -> Iterator[Part]:
    if diagnosis.wrapped:
        yield from _wrapped(diagnosis.wrapped)
    else:
        yield Paragraph(line(bold("Probable cause: "), "none is documented for IISSYNC."))
    yield from _advice(diagnosis.advice)
    if diagnosis.names:
        yield from _readings(diagnosis.readings, "How Windows reads it")
    else:
        yield Paragraph(line(bold("What its bits say: "), *_bits(diagnosis.code)))
    if diagnosis.did_you_mean:
        yield Paragraph(line(bold("Did you mean")))
        yield Items(tuple(_one_line(near) for near in diagnosis.did_you_mean))


def _wrapped(entry: Entry) -> Iterator[Part]:
    """The entry of a documented code that this one wraps, labelled as that one's."""
    yield Paragraph(
        line(
            "It wraps ", code(entry.code), ", which is documented for IISSYNC: ", entry.meaning.text
        )
    )
    for cause in entry.causes:
        yield Paragraph(line(bold(f"Probable cause of {entry.code}: "), *_fact(entry, cause)))
    if entry.steps:
        yield Paragraph(line(bold(f"What to do about {entry.code}")))
        yield Items(tuple(_fact(entry, step) for step in entry.steps), numbered=True)
    yield Small(line(_sources(*entry.references)))


def _advice(advice: Advice | None) -> Iterator[Part]:
    if advice:
        yield Paragraph(line(bold("Our reading "), f"({ADVICE_LABEL}): {advice.means}"))
        yield Items(tuple(line(check) for check in advice.check), numbered=True)


def _readings(readings: Sequence[Reading], words: str) -> Iterator[Part]:
    if readings:
        yield Paragraph(line(bold(words)))
        yield Items(tuple(_reading(reading) for reading in readings))


def _reading(reading: Reading) -> Line:
    """One reading: as what, its names, and why it applies."""
    names = _listed(reading.names[:NAMES_SHOWN])
    more = " and others" if len(reading.names) > NAMES_SHOWN else ""
    inner = line(" ", code(reading.code)) if reading.is_wrapped else ()
    return line(reading.kind, *inner, ", ", *names, f"{more}: {reading.why}")


def _bits(status: StatusCode) -> Line:
    if status.is_plain_win32:
        return line("a plain Win32 error, not an HRESULT.")
    facility = status.facility
    says = f": {facility.says}" if facility.says else ""
    outcome = "a failure" if status.failed else "a success"
    return line(
        f"as an HRESULT, {outcome} with code {status.code} (0x{status.code:X}) "
        f"of facility {facility.label} ({facility.number}){says}."
    )


def _one_line(status: StatusCode) -> Line:
    return line(code(status), " ", title(decode(status)))


def _rest(findings: Sequence[Finding], listed: int) -> Iterator[Part]:
    if not findings:
        return
    count = len(findings)
    yield Rule()
    yield Paragraph(line(bold(f"{count} more {'code' if count == 1 else 'codes'}")))
    yield Items(tuple(_one_line(finding.diagnosis.code) for finding in findings[:listed]))
    if count > listed:
        yield Paragraph(line(f"… and {count - listed} more that are not listed."))


def _doubt(doubt: Doubt) -> Line:
    if not doubt.did_you_mean:
        return line(
            code(shortened(doubt.written)), " does not fit in 32 bits: it is no status code."
        )
    spans: list[str | Span] = []
    for status in doubt.did_you_mean:
        spans += [", or ", code(status), f" ({title(decode(status)).rstrip('.')})"]
    return line(
        code(shortened(doubt.written)),
        " is no status code as it stands. Did you mean ",
        *spans[1:],
        "?",
    )


def shortened(text: str, most: int = QUOTED) -> str:
    """`text` on one line, cut visibly where it is longer than `most` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def usage_reply(text: str, suggestion: str | None = None, unread: str | None = None) -> Reply:
    """What to do instead, for a question in which nothing was understood.

    `unread` is Slack's word for why the thread could not be read.
    """
    parts: list[Part] = []
    if text:
        parts.append(Paragraph(line("I found no status code in “", said(shortened(text)), "”.")))
    if suggestion:
        parts.append(Paragraph(line("Did you mean ", code(f"{COMMAND} {suggestion}"), "?")))
    if unread:
        parts.append(
            Paragraph(line("I could not read this thread: Slack says ", code(unread), "."))
        )
    parts += [
        Paragraph(line("Give me the number that IISSYNC printed, for example:")),
        Items(
            (
                line(f"`{COMMAND} 2148598792`: only you see the answer"),
                line("`@iissync 1722`: everyone in the thread sees it"),
                line(f"`{COMMAND} help`: everything else"),
            )
        ),
    ]
    return Reply(tuple(parts), understood=False)


def search_reply(words: str, hits: Sequence[Hit], ask: str = f"{COMMAND} CODE") -> Reply:
    """A page of what a search found; more than `PAGE` hits say that there is a next page.

    `ask` tells how to ask for all that is known of a code.
    """
    shown = shortened(words)
    if not shown:
        example = line("Say what to search for, such as ", code(f"{COMMAND} search rpc"), ".")
        return Reply((Paragraph(example),), understood=False)
    if not hits:
        return Reply(
            (
                Paragraph(line("No code or name holds “", said(shown), "”.")),
                Paragraph(line("Try fewer words, or the beginning of one.")),
            ),
            understood=False,
        )
    return Reply(
        (
            Paragraph(line(bold("Codes that fit "), "“", said(shown), "”")),
            Items(tuple(_hit(hit) for hit in hits[:PAGE])),
            Small(line("For all that is known of one: ", code(ask))),
        ),
        searched=words,
        has_more=len(hits) > PAGE,
    )


def _hit(hit: Hit) -> Line:
    number = hit.code.decimal if hit.code.is_plain_win32 or not hit.name else hit.code.hex
    name = (" ", code(hit.name)) if hit.name else ()
    return line(code(number), *name, f" {hit.meaning}")


def help_reply() -> Reply:
    """All that people can do, on one screen."""
    return Reply(
        (
            Paragraph(line(bold("I decode the status codes that IISSYNC prints."))),
            Items(
                (
                    line(
                        f"`{COMMAND} 2148598792`: what it means, why, what to do; only you see it"
                    ),
                    line("`@iissync 1722`: the same for everyone, in the thread"),
                    line("`@iissync` in a thread: decodes the codes that stand in the thread"),
                    line("a direct message with a code, or with a whole console output"),
                    line("“Decode status codes” in a message's ⋮ menu: that message's codes"),
                    line("“Look up a status code” among the shortcuts: a form to type one into"),
                    line(f"`{COMMAND} search WORDS`: by name, meaning, cause, product or article"),
                    line(f"`{COMMAND} list`: every documented code, and those of your team"),
                    line(
                        f"`{COMMAND} add CODE`: write down a cause that you found; it is reviewed"
                    ),
                    line(f"`{COMMAND} history CODE`: what your team wrote, every version"),
                    line(
                        f"`{COMMAND} unknown`, `{COMMAND} stats`: open questions, most asked codes"
                    ),
                )
            ),
            Paragraph(
                line(
                    "Codes may be decimal (`2148598792`), signed (`-2146368504`), hex "
                    "(`0x80110408`) or names (`E_FAIL`), several at once, in any text. Any Windows "
                    "code is read; causes are told where they are documented."
                )
            ),
            Paragraph(
                line(
                    "No status at all, and IISSYNC hangs? On IIS 5.0 with SSL, install the server "
                    "certificate on the other node too (Q288207)."
                )
            ),
        )
    )
