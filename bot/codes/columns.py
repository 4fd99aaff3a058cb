"""Tables in a text that have a column of status codes: a web server's log, a list of tasks.

The head of the table shows which column that is.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.codes.found import Found, Region, Span, code_at
from bot.codes.rules import PASTED, Notation
from bot.codes.status_code import SIGN, TOO_BIG

_LOGGED = "sc-win32-status"
_CODES = ("error code", "errorcode", "hresult", "last error", "lasterror", "win32status")
_RESULTS = (
    *("last result", "lastresult", "last run result", "lasttaskresult"),
    *("exit code", "exitcode", "result code", "resultcode", "return code", "returncode"),
)
"""The heads of columns of status codes, and of columns that have exit codes as well, of which small
ones are the program's own. Lower case."""
_OWN_EXIT_CODES = 256
_NUMBER = (
    r"(?P<hex>0[xX][0-9A-Fa-f]{1,16})"
    r"|(?P<sign>-?)(?P<decimal>[0-9]{1,10}|[1-4](?P<mark>[., '])[0-9]{3}(?:(?P=mark)[0-9]{3}){2})"
)
_TOP = 4000  # characters
_LEAST_COLUMNS = 2
_MARKS = "\t,;|"
_CELL = r"(?:[ ]*\"(?P<quoted>[^\"\n]*)\"[ \r]*|(?P<plain>[^{0}\n]*))(?P<end>[{0}]|$)"


def rows_in(text: str) -> Iterator[Region]:
    """The rows of all tables of a text that have a column of status codes."""
    yield from _log_rows(text)
    yield from _tables(text)


def _log_rows(text: str) -> Iterator[Region]:
    """The rows of a web server's log in the W3C's format, whose head names the fields."""
    heads = (*_lines_with((_LOGGED,), text), (len(text), len(text)))
    for (start, end), (last, _) in pairwise(heads):
        fields = text[start:end].lower().replace("#fields:", " ").strip(" \t>`").split()
        index = fields.index(_LOGGED) if _LOGGED in fields else len(fields)
        for line in re.compile(r"[^\n]+").finditer(text, end, last):
            values = list(re.finditer(r"\S+", line[0]))
            if values and values[0][0].startswith("#"):
                break
            if len(values) == len(fields) > index:
                begin, stop = values[index].span()
                at = line.start() + begin, line.start() + stop
                yield _row(text, line.span(), at, _LOGGED)


def open_head(text: str) -> str:
    """The last head of a web server's log, a line, if its rows may go on after the text, or ""."""
    heads = list(_lines_with((_LOGGED,), text))
    if not heads:
        return ""
    start, end = heads[-1]
    return "" if text.find("\n#", end) >= 0 else text[start : end + 1]


def _tables(text: str) -> Iterator[Region]:
    """The cells of status codes below a line of column heads, up to the next blank line.

    In a text too long to be pasted, only the beginning is searched for column heads.
    """
    end, heads = 0, text if len(text) <= PASTED else text[:_TOP]
    for head in _lines_with((*_CODES, *_RESULTS), heads):
        columns = _split_cells(text, head)
        names = [text[slice(*column)].lower() for column in columns]
        wanted = [n for n, name in enumerate(names) if name in (*_CODES, *_RESULTS)]
        if head[0] < end or len(columns) < _LEAST_COLUMNS or not wanted:
            continue
        for line in re.compile(r"[^\n]+|(?<=\n)").finditer(text, head[1] + 1):
            if not line[0].strip():
                break
            end = line.end()
            cells = _split_cells(text, line.span(), columns)
            for number in wanted if len(cells) == len(columns) else ():
                if cells[number][0] < cells[number][1]:
                    yield _row(text, cells[number], cells[number], names[number])


def _row(text: str, line: Span, at: Span, column: str) -> Region:
    """A row with the code at a span; it has none if the value there is not a failure."""
    return Region(*line, tuple(_codes(text, at, column)))


def _codes(text: str, at: Span, column: str) -> Iterator[Found]:
    cell = re.fullmatch(_NUMBER, text[slice(*at)])
    if cell is None:
        return
    decimal = re.sub("[., ']", "", cell["decimal"] or "")
    value = int(cell["hex"], 16) if cell["hex"] else int(cell["sign"] + decimal)
    own = column in _RESULTS and abs(value) < _OWN_EXIT_CODES
    if value and -SIGN <= value < TOO_BIG and not own:
        notation = Notation.HEX if cell["hex"] else Notation.DECIMAL
        notation = Notation.SIGNED if cell["sign"] else notation
        yield code_at(text, at, value % TOO_BIG, notation, f"the column “{column}”")


def _lines_with(words: Sequence[str], text: str) -> Iterator[Span]:
    """The spans of lines that have one of the words as a whole cell, in their order."""
    low, found = text.lower(), set[Span]()
    for word in words:
        at = low.find(word)
        while at >= 0:
            end = at + len(word)
            stop = low.find("\n", end)
            line = low.rfind("\n", 0, at) + 1, len(low) if stop < 0 else stop
            if _is_apart(low, at, end):
                found.add(line)
            at = low.find(word, end)
    yield from sorted(found)


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether a part of a text begins and ends as a cell does."""
    return text[start - 1 : start] in f'{_MARKS}" \n' and text[end : end + 1] in f'{_MARKS}" \r\n'


def _split_cells(text: str, line: Span, columns: Sequence[Span] = ()) -> list[Span]:
    """The cells of a line, split at a mark, or where the `columns` of its head begin."""
    start, end = line
    for mark in _MARKS:
        if mark in text[start:end] and (not columns or mark in text[columns[0][1] : columns[1][0]]):
            return _split_at(mark, text, line)
    if not columns:
        return [match.span() for match in re.compile(r"\S+(?: \S+)*").finditer(text, *line)]
    head = text.rfind("\n", 0, columns[0][0]) + 1
    starts = [start + name[0] - head for name in columns]
    return [
        _stripped(text, min(one, end), min(next_one, end))
        for one, next_one in zip(starts, (*starts[1:], end), strict=True)
    ]


def _split_at(mark: str, text: str, line: Span) -> list[Span]:
    cells: list[Span] = []
    at, end = line
    pattern = re.compile(_CELL.format(re.escape(mark)))
    while True:
        cell = pattern.match(text, at, end)
        assert cell  # the rest of a line is a plain cell, if nothing else
        cells.append(_stripped(text, *cell.span("plain" if cell["quoted"] is None else "quoted")))
        at = cell.end()
        if not cell["end"]:
            return cells


def _stripped(text: str, start: int, end: int) -> Span:
    """A cell without the blanks around it."""
    cell = text[start:end]
    return start + len(cell) - len(cell.lstrip()), end - len(cell) + len(cell.rstrip())
