"""Find the bug checks (STOP codes) in a text, with their parameters.

A bug check's number is hex, with or without 0x. The values in brackets after it are no codes, but
parameters that describe the failure.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from bot.codes.found import Region, Span, code_at
from bot.codes.names import data, names_of, parse_line, plain_bug_check
from bot.codes.rules import Notation

_HEX = "[0-9A-Fa-f]"
_PARAMETER = rf"(?:0[xX])?{_HEX}{{1,8}}`?{_HEX}{{0,8}}"
_CODE_OF_STOP = (
    r"stop[ ]?codes?|stopp?code|stopcode|stillstandcode"
    r"|code[ ]d'arrêt|código[ ]de[ ](?:detención|parada)"
    r"|codice[ ](?:di[ ])?arresto|код[ ]остановки|kod[ ]zatrzymania|停止コード|终止代码|停止代码"
)
_STOP = (
    rf"(?<![A-Za-z])(?<!VERIFIER )(?:(?i:{_CODE_OF_STOP}|stop[ ]error)|(?P<verb>(?i:stop)))"
    r"\s?[:=]?\s*"
)
_CHECK = r"(?i:bug\s?check(?:ed)?(?:[ ]code)?(?:[ ](?:was|is|with))?)\s?[:=,]?\s*\(?[`'\"*]{0,2}"
_USUAL = "1(?:0[19]|1[679]|24|33|39|41|54|87)"
_CALLED_STOP = r"(?=[ ](?i:bug\s?check|stop[ ](?:code|error))\b)"
FORMS = (
    # *** STOP: 0x0000007B (…), stop code 0x7B, STOP: c000021a {Fatal System Error}
    rf"{_STOP}(?:0[xX](?P<stop>{_HEX}{{1,8}})|(?P<bare>{_HEX}{{8}}))",
    # The bugcheck was: 0x0000009f (…), Bug Check 0x3B
    rf"{_CHECK}0[xX](?P<check>{_HEX}{{1,8}})",
    # xen|BUGCHECK: 0000007A: FFFF9C8E10A3D2F8 …, as a hypervisor's log has it
    rf"BUGCHECK: (?P<logged>{_HEX}{{8}}):(?= {_HEX}{{16}} {_HEX}{{16}})",
    # BugCheck 9F, {…}
    rf"(?i:bug\s?check)\s+(?P<debugger>{_HEX}{{1,8}})(?=\s*,?\s*\{{)",
    # BugCheck(139), Unknown bugcheck code (c0000244)
    rf"(?i:bug\s?check(?:[ ]code)?)\s?\(\s?(?P<bracketed>{_HEX}{{1,8}})\s?\)",
    # KMODE_EXCEPTION_NOT_HANDLED (1e), as the debugger begins to explain it
    rf"(?P<name>[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+) ?[(\uff08](?P<explained>{_HEX}{{1,8}})[)\uff09]",
    # and as a table of dumps has it
    rf"(?P<listed>[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)\s+0x(?P<tabled>{_HEX}{{8}})(?=\s+(?:0x)?{_HEX}{{8}})",
    # Bugcheck.Code.LegacyAPI, and below it Value: 0x9f; BUGCHECK_CODE:  9f
    rf"(?i:Bugcheck\.Code\.\w+\s+Value\s*:\s*0x(?P<analysed>{_HEX}{{1,8}}))",
    rf"BUGCHECK_CODE:\s+(?P<summed>{_HEX}{{1,8}})",
    # Failure.Bucket, and below it Value: 0x9F_3_IMAGE_pci.sys
    (
        r"Failure\.Bucket\s+Value:\s*(?:0x)?"
        rf"(?P<bucket>(?:10000)?{_HEX}{{1,3}})_\w*"
    ),
    # FAILURE_BUCKET_ID:  0x116_IMAGE_nvlddmkm.sys, BUGCHECK_STR:  0x1E_c0000005
    rf"(?:BUCKET_ID|BUGCHECK_STR):\s+(?:X64_)?0x(?P<bucketed>{_HEX}{{1,8}})(?:_\w*)?",
    # Error code 1000000a, parameter1 00000016, of an event of Windows XP
    rf"(?i:error code) (?P<event>{_HEX}{{8}})(?=, parameter1 {_HEX}{{8}})",
    # bugcheck C1, as people write it
    rf"(?i:bug\s?check(?: code)?)\s+(?P<said>(?=[A-Fa-f]{{0,7}}[0-9]){_HEX}{{1,8}}(?!\s*,?\s*\{{))",
    # Bugcheck: 139, of those that people write most: decimal it would be another one
    rf"(?i:bug\s?check)\s?[:=]?\s?(?P<usual>{_USUAL})",
    # 0xC4 bug check code, the other way round
    rf"(?<![0-9A-Za-z])0[xX](?P<called>(?:0{{0,5}}|10000){_HEX}{{1,3}}){_CALLED_STOP}",
    # 0x0000004e (0x0000000000000099, ...), after any text
    rf"(?<![0-9A-Za-z])0[xX](?P<four>{_HEX}{{8}})(?=\s*\((?:0[xX]{_HEX}{{8,16}}[,\s]+){{3}})",
    # Guest indicates a fatal condition! P0=0x7e P1=0x3, as VirtualBox logs it
    rf"fatal condition! P0=0x(?P<indicated>{_HEX}{{1,8}})(?=\s+P1=0x)",
    # ErrorCode0: 0x50, as a virtual machine's guest reports it; Sig[0].Value=139 of a report
    rf"ErrorCode0: 0x(?P<guest>{_HEX}{{1,8}})",
    rf"EventType ?[=:] ?BlueScreen\s+Sig\[0]\.Name=Code\s+Sig\[0]\.Value=(?P<signed>{_HEX}{{1,8}})",
    # Synthetic MSR[0x40000100] 0x19, as VMware saw it
    rf"(?i:WinBSOD: Synthetic MSR\[0x40000100\] 0x(?P<hosted>{_HEX}{{1,8}}))",
    # BCCode: fe, of Windows Error Reporting; Code: 141 of a failure that Windows recovered from
    rf"(?i:\bBCCode|(?:LiveKernelEvent|BlueScreen)\s+(?:Code|P1))\s?[:=]?\s*(?P<reported>{_HEX}{{1,8}})",
    # LiveKernelEvent, Not available, 0, 117: the parameters of an event of Windows Error Reporting
    rf"LiveKernelEvent\s+(?:Not available\s+)?0\s+(?P<of_event>[1-9]{_HEX}{{2}})",
    # LiveKernelEvent 141, as people write it
    rf"(?i:LiveKernelEvents?)\W{{1,3}}(?P<live>[1-9]{_HEX}{{2}})",
    # BugcheckCode 159, of the Kernel-Power event
    r"(?i:bug\s?check\s?code)\W{1,4}(?P<decimal>[0-9]{1,5})",
)
_BUG_CHECK = (
    rf"(?:{'|'.join(FORMS)})(?![0-9A-Za-z_])"
    r"(?:\s*[,:]?\s*[({]\s*"
    rf"(?P<parameters>{_PARAMETER}(?:\s*[,\s]\s*{_PARAMETER}){{1,4}})\s*,?\s*[)}}]?)?"
)


def _region(
    text: str, region: Span, number: Span, value: int, parameters: Sequence[str] = ()
) -> Region:
    """A bug check from where its words begin to where its parameters end, and its number."""
    code = code_at(text, number, value, Notation.BUG_CHECK, "a STOP code")
    return Region(*region, (code._replace(parameters=tuple(parameters)),))


def bug_checks_in(text: str) -> Iterator[Region]:
    """The bug checks in a text, by number and by name."""
    yield from _numbered(text)
    yield from _named(text)
    if re.search(_BLUE_SCREEN, text):
        yield from _mentioned(text)
        yield from _called_by_name(text)


def _mentioned(text: str) -> Iterator[Region]:
    """Bug checks in a text about a blue screen that gives their number alone: 0x1A."""
    for match in re.finditer(_NUMBER, text):
        value = int(match[1], 16)
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        called = re.search(_CALLED_OTHERWISE, before)
        if not called and any(name.table == _TABLE for name in names_of(value)):
            yield _region(text, match.span(), match.span(), value)


def _called_by_name(text: str) -> Iterator[Region]:
    """Bug checks in a text about a blue screen that gives their name alone, in spaced words."""
    for match in re.finditer(r"(?=\b([A-Za-z0-9]+)[ \n]([A-Za-z0-9]+)\b)", text):
        start = match.start()
        for name, value in _names_in_words().get((match[1].upper(), match[2].upper()), ()):
            end = start + len(name)
            words = " ".join(text[start:end].split())
            is_whole = not re.match("[0-9A-Za-z_]", text[end : end + 1])
            if is_whole and words.upper() == name and _is_written_as_a_name(words):
                yield _region(text, (start, end), (start, end), value)
                break


@cache
def _names_in_words() -> dict[tuple[str, str], list[tuple[str, int]]]:
    """The names of bug checks in words, and their values, by their first two words."""
    names = dict[tuple[str, str], list[tuple[str, int]]]()
    lines = (line.decode() for line in data().splitlines() if line[8:11] == b" B ")
    for name in sorted(map(parse_line, lines), key=lambda each: -len(each.name)):
        words = name.name.upper().split("_")
        if len(words) > 1:
            names.setdefault((words[0], words[1]), []).append((" ".join(words), name.value))
    return names


def _is_written_as_a_name(words: str) -> bool:
    """Whether words are a name: two words could be anything, unless they have capitals."""
    is_long = words.count(" ") > 1
    return is_long or words.isupper() or (words.istitle() and words.upper() not in _ORDINARY)


_ORDINARY = frozenset(
    (
        *("FILE SYSTEM", "SECURITY SYSTEM", "CACHE MANAGER", "REGISTRY ERROR", "SETUP FAILURE"),
        *("AUDIT FAILURE", "UNSUPPORTED PROCESSOR"),
    )
)
"""Names that are ordinary words as well, so that they need to be in capitals."""
_NUMBER = rf"(?<![0-9A-Za-z])0[xX]((?:10000(?={_HEX}{{3}}))?{_HEX}{{1,3}})(?![0-9A-Za-z])"
_BLUE_SCREEN = (
    r"(?i)\bblue ?screen|\bBSODs?\b|blauer? bildschirm|[ée]cran bleu|(?:pantalla|tela) azul"
    r"|schermata blu|blauw scherm|niebieski\w* ekran|mavi ekran|син\w+ экран"
    r"|蓝屏|藍屏|ブルー ?スクリーン"
)
_CALLED_OTHERWISE = (
    r"(?i)(?:error|code|status|hr)\W{0,3}$"
    r"|\b(?:param(?:eter)?|arg(?:ument)?|value)\s?[1-4]?(?: (?:is|was|=))?\W{0,3}$"
)
_BEFORE = 24  # characters in which a word calls a number something else


def _named(text: str) -> Iterator[Region]:
    """Bug checks with a name after "stop code", in words as the screen may show it."""
    from bot.codes.name_search import find_name  # noqa: PLC0415 - numbers need none of it

    for match in re.finditer(_NAMED, text):
        words = re.findall("[A-Za-z0-9]+", match["words"])
        for count in range(len(words), 1, -1):
            names = [name for name in find_name("_".join(words[:count])) if name.table == _TABLE]
            if names:
                ends = list(re.finditer("[A-Za-z0-9]+", match["words"]))
                start, end = match.start("words"), match.start("words") + ends[count - 1].end()
                yield _region(text, (start, end), (start, end), names[0].value)
                break


_TABLE = "bug check"
_NAMED = (
    rf"(?i)(?:{_CODE_OF_STOP}|\b(?:stop|bug ?check))(?: (?:is|was|of))?\s?[:=]?[\s*_'\"`]{{0,4}}"
    r"(?P<words>[A-Za-z][A-Za-z0-9]{1,20}(?:[ _][A-Za-z0-9]{1,20}){1,7})"
)


def _numbered(text: str) -> Iterator[Region]:
    """Bug checks by number, in all the forms of the table."""
    below: list[re.Match[str]] | None = None
    matches = list(re.finditer(_BUG_CHECK, text))
    stops = (*(match.start() for match in matches[1:]), len(text))
    for match, stop in zip(matches, stops, strict=False):
        group = next(
            name for name, digits in match.groupdict().items() if digits and name not in _BESIDE
        )
        value = int(match[group], 10 if group == "decimal" else 16)
        if not _is_bug_check(match, group, value):
            continue
        parameters, end = re.findall(_PARAMETER, match["parameters"] or ""), match.end()
        if not parameters:
            below = list(re.finditer(_LISTED, text)) if below is None else below
            parameters, end = _listed(text, end, below, stop)
        prefixed = text[match.start(group) - 2 : match.start(group)].lower() == "0x"
        start = match.start(group) - 2 * prefixed
        has_name = match["name"] or match["listed"]
        is_plain = plain_bug_check(value) == value
        begin = start if has_name and is_plain else match.start()  # the name is a code as well
        yield _region(text, (begin, end), (start, match.end(group)), value, parameters)


def _is_bug_check(match: re.Match[str], group: str, value: int) -> bool:
    """Whether a match is a bug check: a weak form needs a value that has a name."""
    if group == "decimal" and not value:
        return False  # the power failed: Windows did not stop
    name = match["name"] or match["listed"]
    called = match["verb"] or match["said"] or match["four"] or match["live"]
    is_weak = value >= _COUNTED or name or called
    if is_weak and not _has_name(value, name):
        return False
    # A short number in a sentence, such as "it could not stop: 0x5", is no bug check.
    is_prose = match["verb"] == "stop" and len(match[group]) < _WIDTH
    return not is_prose or bool(match["parameters"]) or _is_a_noun(match, value)


def _is_a_noun(match: re.Match[str], value: int) -> bool:
    """Whether "stop" right before a number is a noun: "a stop 0xd1", but not "it did not stop"."""
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    after = match.string[match.end() : match.end() + _BEFORE]
    is_beside = match[0].startswith("stop 0") and not re.match(" [a-z]{3,}s\\b", after)
    return value >= _FIRST_COMMON and is_beside and not re.search(_IS_A_VERB, before)


def _has_name(value: int, name: str | None) -> bool:
    """Whether a bug check has a name, which is the given one if there is one."""
    names = [each.name for each in names_of(value) if each.table == _TABLE]
    is_named = name in names if name else bool(names)
    return is_named or (value >= _STATUS and bool(names_of(value)))


def _listed(
    text: str, start: int, below: Sequence[re.Match[str]], stop: int
) -> tuple[list[str], int]:
    """The parameters in lines of their own below, before `stop`, and the end of the last."""
    row = re.compile(_ROW).match(text, start)
    if row:
        return row["values"].split(), row.end()
    first = bisect_left(below, start, key=_start)
    listed = [
        each for each in below[first : first + _MOST] if each.end() <= min(start + _REACH, stop)
    ]
    return [match["value"] for match in listed], listed[-1].end() if listed else start


def _start(match: re.Match[str]) -> int:
    return match.start()


_LISTED = (
    r"\b(?:Arg|BCP|P(?=[1-4]=0x)|BUGCHECK_P|[Pp]arameter ?|ErrorCode|BugcheckParameter)[1-4]"
    rf"\W{{0,4}}(?:0x)?(?P<value>{_HEX}{{1,16}})\b"
)
_ROW = rf"(?:\s*Arguments:?)?(?P<values>(?:\s{_HEX}{{8}}`?{_HEX}{{0,8}}(?![0-9A-Za-z])){{1,4}})"
_REACH = 1500
_MOST = 4
_IS_A_VERB = r"(?i)\b(?:to|not|cannot|can't|n't|did|does|will|would|could|on|net|sc|after|before) $"
_FIRST_COMMON = 0xA  # the smaller ones hardly occur
_STATUS = 0xC0000000
_COUNTED = 0x1000
"""Bug checks are numbered from 1; the few from here on have names."""
_WIDTH = 8
"""Digits of a number as Windows writes it."""
_BESIDE = {"verb", "name", "listed", "parameters"}
