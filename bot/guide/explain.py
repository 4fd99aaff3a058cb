"""PURE. The explanation of a status code in its context.

Every 32-bit code has an explanation. A code is never corrected; its near misses are suggestions.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from bot.codes.context import Context, context_of
from bot.codes.found import Found
from bot.codes.interpretations import Interpretation, interpretations_of
from bot.codes.names import all_names_of
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.codes.typing_slips import near_misses
from bot.guide import data
from bot.guide.entry import Entry, Fact, Family, Provenance

NUMBER_ALONE = Context(PrintedBy.IISSYNC, "only a number was sent", certain=False)
"""The context of a code without any text around it."""

_SAME_MEANING = {"STATUS_TIMEOUT", "STILL_ACTIVE"}
"""Names of NTSTATUS values that the guide explains with the Win32 error of the same number."""


class Explanation(NamedTuple):
    """Everything that is known of a code in its context.

    `entry` answers the question. `suggestion` is our own advice for IISSYNC if an article documents
    the code. `elsewhere` is the entry for the other case: that IISSYNC printed the code, or that
    another program did. `others` are the entries of further programs that use the number.
    `did_you_mean` has the codes that may have been meant instead.
    """

    code: StatusCode
    context: Context
    entry: Entry
    suggestion: Entry | None
    elsewhere: Entry | None
    others: tuple[Entry, ...]
    interpretations: tuple[Interpretation, ...]
    did_you_mean: tuple[StatusCode, ...]

    @property
    def wraps(self) -> Interpretation | None:
        """The interpretation as a code that contains another one, if it does."""
        return next((one for one in self.interpretations if one.is_wrapped), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The code's names, in the order of its interpretations."""
        others = (name for one in self.interpretations for name in one.names)
        return tuple(dict.fromkeys((*self.entry.names, *others)))

    @property
    def steps(self) -> tuple[Fact, ...]:
        """The steps of the entry; if it has none, those of our own suggestion."""
        return self.entry.steps or (self.suggestion.steps if self.suggestion else ())

    @property
    def has_advice(self) -> bool:
        """Whether there are causes or steps for this very code, not only for its family."""
        return bool(self.entry.causes or (self.entry.is_explained and self.entry.steps))

    @property
    def alternatives(self) -> tuple[Entry, ...]:
        """The entries for other programs that may have printed the number."""
        return (*([self.elsewhere] if self.elsewhere else []), *self.others)


@lru_cache(maxsize=2048)
def explain(code: StatusCode, context: Context = NUMBER_ALONE, written: str = "") -> Explanation:
    """The explanation of `code` in `context`; `written` is how the text writes the code.

    A code that is written as a name has the meaning of the name's own table alone.
    """
    explanation = _of_number(code, context, written)
    return _of_name(explanation, written) if written[:1].isalpha() else explanation


def _of_number(code: StatusCode, context: Context, written: str) -> Explanation:
    """What the number means in its context, and what else it may mean."""
    if context.printed_by.counts_its_own and _is_numbered(code, context.printed_by):
        return _numbered(code, context)
    interpretations = _by_context(interpretations_of(code), context)
    general = _general(code)
    iissync, suggestion = _for_iissync(code)
    entry, elsewhere = _first(code, context, general, iissync)
    others = _others(code, written)
    if (
        entry is general
        and not (general.causes or context.certain)
        and _is_likelier(others, written, general)
    ):
        likelier = context._replace(printed_by=others[0].printed_by)
        unknown = general.provenance is Provenance.UNKNOWN
        rest = (*others[1:], *(() if unknown else (general,)))
        return _numbered(code, likelier)._replace(others=rest)
    return Explanation(
        code,
        context,
        entry,
        suggestion if entry is iissync and entry.provenance is Provenance.DOCUMENTED else None,
        elsewhere,
        others,
        interpretations,
        tuple(_meant(code, written, entry)),
    )


def _of_name(explanation: Explanation, written: str) -> Explanation:
    """Without what other tables say of the number, if `written` is one of its names."""
    name = written.upper().replace(" ", "_")
    readings = [one for one in explanation.interpretations if not one.is_wrapped]
    own = next((one for one in readings if name in map(str.upper, one.names)), None)
    if own is None:
        return explanation
    kept = tuple(one for one in explanation.interpretations if one is own or one.is_wrapped)
    alone = explanation._replace(others=(), interpretations=kept)
    # Where a large number is an NTSTATUS and a Win32 error, they mean the same.
    if own is readings[0] or own.kind == "Win32 error" or name in _SAME_MEANING:
        return alone
    names = tuple(each for each in own.names if each.upper() == name)
    family = data.family(data.family_key(explanation.code, own))
    entry = _by_name(explanation.code, names, family)
    return alone._replace(entry=entry, suggestion=None, elsewhere=None)


def explain_found(
    found: Found,
    text: str,
    *,
    is_only_codes: bool,
    thread: Sequence[str] = (),
    default: PrintedBy | None = None,
) -> Explanation:
    """The explanation of a code that was found in `text`; see `context_of` for the arguments."""
    context = context_of(text, found, is_only_codes=is_only_codes, thread=thread, default=default)
    return explain(found.code, context, found.written)


def title_of(code: StatusCode, context: Context = NUMBER_ALONE) -> str:
    """The meaning of a code in one sentence, for lists."""
    return explain(code, context).entry.says


def knows_cause(code: StatusCode) -> bool:
    """Whether the guide has a cause for a code, or the code reports success."""
    explanation = explain(code)
    entries = filter(None, (explanation.entry, explanation.elsewhere))
    return any(entry.causes or entry.succeeded for entry in entries)


def _first(
    code: StatusCode, context: Context, general: Entry, iissync: Entry | None
) -> tuple[Entry, Entry | None]:
    """The entry that answers, and the entry for the other case."""
    if iissync is None:
        return general, None
    known = None if general.provenance is Provenance.UNKNOWN or iissync.succeeded else general
    # IISSYNC is documented to print the number itself, not an HRESULT that wraps it.
    documented = iissync.provenance is Provenance.DOCUMENTED and code in iissync.codes
    if context.printed_by is PrintedBy.IISSYNC:
        if documented or context.certain or general.provenance is not Provenance.GUIDE:
            return iissync, known
        return general, iissync
    return (general, iissync) if known or iissync.succeeded else (iissync, None)


def _for_iissync(code: StatusCode) -> tuple[Entry | None, Entry | None]:
    """The entry for IISSYNC of a code, or of the code that it wraps; and our own advice."""
    codes = (code, *(one.code for one in interpretations_of(code) if one.is_wrapped))
    documented = next(filter(None, map(data.documented, codes)), None)
    ours = next(filter(None, (data.entry_of(each, PrintedBy.IISSYNC) for each in codes)), None)
    return documented or ours, ours


def _general(code: StatusCode) -> Entry:
    """What a code means in Windows: from its entry, that of the code that it wraps, or its name."""
    own = data.entry_of(code)
    if own:
        return own
    interpretations = [one for one in interpretations_of(code) if one.kind != "bug check"]
    for one in interpretations:
        inner = data.entry_of(one.code) if one.is_wrapped else None
        if inner:
            return replace(inner, codes=(code,))
    first = interpretations[0] if interpretations else None
    family = data.family(data.family_key(code, first))
    return _by_name(code, first.names if first else (), family)


def _numbered(code: StatusCode, context: Context) -> Explanation:
    """The explanation of a program's own number."""
    printed_by = context.printed_by
    entry = data.entry_of(code, printed_by)
    if entry is None:
        by_name = _by_name(code, _names(code, printed_by), data.family_of(printed_by))
        entry = replace(by_name, printed_by=printed_by)
    if printed_by is not PrintedBy.BUG_CHECK:
        return Explanation(code, context, entry, None, None, (), (), ())
    general = _general(code)
    others = (general,) if general.provenance is Provenance.GUIDE else ()
    interpretations = _by_context(interpretations_of(code), context)
    return Explanation(code, context, entry, None, None, others, interpretations, ())


def _is_numbered(code: StatusCode, printed_by: PrintedBy) -> bool:
    """Whether the program uses the number; only known numbers are bug checks."""
    if printed_by is not PrintedBy.BUG_CHECK:
        return True
    return bool(data.entry_of(code, printed_by) or _names(code, printed_by))


def _names(code: StatusCode, printed_by: PrintedBy) -> tuple[str, ...]:
    from bot.codes.numberings import numbering_of  # noqa: PLC0415 - few codes need it

    names = all_names_of(code.decimal)
    return tuple(name.name for name in names if numbering_of(name) is printed_by)


def _others(code: StatusCode, written: str) -> tuple[Entry, ...]:
    """The entries of programs whose numbers people often ask about without naming the program."""
    common = _COMMON_IN_HEX if _is_hex(written) else _COMMON_IN_DECIMAL
    entries = (data.entry_of(code, printed_by) for printed_by in common)
    return tuple(entry for entry in entries if entry and entry.causes)


def _is_likelier(others: Sequence[Entry], written: str, general: Entry) -> bool:
    """Whether the first of them is more common than a Win32 error without causes."""
    first = others[0].printed_by if others else None
    if first is PrintedBy.INSTALLER and general.codes[0].decimal in _WIN32_FIRST:
        return general.provenance is Provenance.UNKNOWN
    return bool(others) and (_is_hex(written) or first is not PrintedBy.BUG_CHECK)


def _is_hex(written: str) -> bool:
    return written[:2].lower() == "0x"


_COMMON_IN_HEX = (PrintedBy.KERBEROS, PrintedBy.BUG_CHECK)
_COMMON_IN_DECIMAL = (
    *(PrintedBy.SERVICES, PrintedBy.SQL_SERVER, PrintedBy.INSTALLER),
    PrintedBy.BUG_CHECK,
)

_WIN32_FIRST = range(1600, 1800)
"""Exit codes of msiexec.exe and errors of RPC: a number alone is no message of the Installer's."""


def _by_name(code: StatusCode, names: tuple[str, ...], family: Family) -> Entry:
    """An entry made of a name alone, or of the family if there is no name."""
    look = tuple(map(Fact, family.look or data.family("hresult").look))
    if not names:
        return Entry((code,), Provenance.UNKNOWN, family, steps=look)
    from bot.codes.plain_words import in_plain_words  # noqa: PLC0415 - few codes need it

    meaning = Fact(f"Windows calls it {names[0]}: {in_plain_words(names[0])}.")
    return Entry((code,), Provenance.NAMES, family, meaning, steps=look, names=names)


def _by_context(
    interpretations: tuple[Interpretation, ...], context: Context
) -> tuple[Interpretation, ...]:
    """The interpretations: the bug check first if the context is one, else last."""
    is_bug_check = context.printed_by is PrintedBy.BUG_CHECK
    return tuple(
        sorted(interpretations, key=lambda one: (one.kind == "bug check") is not is_bug_check)
    )


def _meant(code: StatusCode, written: str, entry: Entry) -> Iterator[StatusCode]:
    """The codes that may have been meant instead of a code without an explanation."""
    if entry.is_explained:
        return
    digits = re.fullmatch(r"0[xX]([0-9]{3,5})", written)
    if digits:  # a decimal number with the prefix of hex
        meant = StatusCode(int(digits[1]))
        if data.documented(meant) or data.entry_of(meant):
            yield meant
    if entry.provenance is Provenance.UNKNOWN:
        forms = (str(code.decimal), str(code.signed), code.hex[2:])
        yield from sorted({other for form in forms for other in near_misses(form)})
