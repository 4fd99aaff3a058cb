"""The shapes of tokens, as a table: each row says how a token is written, and why it is listed.

The rows cut a text into tokens that hold digits or names. At one position the first row that
matches wins, so shapes that are never codes come before those that may be.
"""

from typing import NamedTuple

from bot.codes.rules import Notation, Verdict


class Shape(NamedTuple):
    """A kind of token. Group `digits` of `pattern` is the value as written.

    `starts` gives its possible first characters: a digit (0), a letter (A) or a mark (-). `marks`
    says that each such token has a mark in it or beside it: what is neither a digit nor a letter.
    `verdict` is the verdict of the shape itself, without context; with one, marks among the digits
    are removed.
    """

    name: str
    notation: Notation
    pattern: str
    why: str
    starts: str = "0"
    verdict: Verdict | None = None
    marks: bool = False


class Guard(NamedTuple):
    """A cheap test before all shapes with one of the `starts`: most positions fail it at once."""

    starts: str
    pattern: str


_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_HEX = "[0-9A-Fa-f]"
_START = "(?<![0-9A-Za-z_])"
_END = "(?![0-9A-Za-z_])"
_LOOSE_START = "(?<![0-9A-Za-z])"
_LOOSE_END = "(?![0-9A-Za-z])"
_GLUED = r"(?<=[Ff]ault)|(?<=[Ee]rror)|(?<=ERROR)|(?<=[Cc]ode)|(?<=CODE)"
_HEX_GLUED = rf"{_GLUED}|(?<=[Ee]rr)|(?<=[Rr]esult)|(?<=RESULT)|(?<=[Ff]ehler)|(?<=[Ee]rreur)"
"""A word for a code right before hex, without a blank; the guard of numbers allows only the last
letters of these. With more such words, a decimal could be the number of a variable."""
_GROUPS = r"(?P<group>[ .,'])[0-9]{3}(?P=group)[0-9]{3}(?P=group)[0-9]{3}(?![.,'][0-9])"
_BREAK = r"[ \t]*[=-]?[ \t]*\r?\n[ \t>|]*"
_BROKEN_HEX = "|".join(
    rf"[89CcDd]{_HEX}{{{before}}}{_BREAK}{_HEX}{{{7 - before}}}" for before in range(7)
)
_BROKEN_DECIMAL = "|".join(
    rf"[2-4][0-9]{{{before}}}{_BREAK}[0-9]{{{9 - before}}}" for before in range(3, 9)
)
_BROKEN_SIGNED = "|".join(
    rf"[12][0-9]{{{before}}}{_BREAK}[0-9]{{{9 - before}}}" for before in range(3, 9)
)
_UNSIGNED = "2(?:14(?:7(?:4[89]|[5-9])|[89])|1[5-9]|[2-9])"
"""How an unsigned HRESULT begins: a mark before it and a blank is a dash."""
GUARDS = (
    Guard("0", r"(?=[0-9])(?:(?<![0-9A-Za-z])|(?<=[terTER]))"),
    Guard(
        "A",
        r"(?=[A-Za-z])(?<![0-9A-Za-z])"
        r"(?=[A-Za-z]++[0-9_:]|[Cc]0[0-9A-Fa-f]{2}[ -]"
        r"|[A-Za-z]{2,9}?Err[A-Z]|WSA|[Ii][Ss][Bb][Nn]|[JFMASOND][a-z]{2,8}"
        r"\.? [0-9]|data [0-9a-f]|S-1-|[A-Z]{2,6}-[0-9]|[a-z][A-Za-z+.-]{1,12}://)",
    ),
    Guard("-", r"(?=[-+(&%$])"),
)
SHAPES = (
    Shape(
        "address on the web",
        Notation.NOTHING,
        r"(?<![A-Za-z])[A-Za-z][A-Za-z+.-]{1,12}://[^\s?#<>\"'|]{1,2000}",
        "numbers in a path name pages; those after the ? are read",
        starts="A",
        marks=True,
    ),
    Shape(
        "GUID",
        Notation.NOTHING,
        rf"{_START}{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}{_END}",
        "an identifier",
        starts="0A",
        marks=True,
    ),
    Shape(
        "SID",
        Notation.NOTHING,
        rf"{_START}S-1(?:-[0-9]+)+-?",
        "a security identifier",
        starts="A",
        marks=True,
    ),
    Shape(
        "MAC address",
        Notation.NOTHING,
        rf"{_START}{_HEX}{{2}}(?P<colon>[: -]){_HEX}{{2}}(?:(?P=colon){_HEX}{{2}}){{4,200}}{_END}",
        "a network card, or a hex dump",
        starts="0A",
        marks=True,
    ),
    Shape(
        "dump address",
        Notation.NOTHING,
        rf"{_START}{_HEX}{{8}}`{_HEX}{{8}}{_END}|{_START}0x{_HEX}{{8}}`{_HEX}{{8}}{_END}",
        "a 64-bit address as the debugger prints it",
        starts="0A",
        marks=True,
    ),
    Shape(
        "Slack id",
        Notation.NOTHING,
        rf"{_START}(?!{_HEX}{{8}}[hH]?{_END})[UCDGTBW](?=[A-Z0-9]*[0-9])[A-Z0-9]{{8,12}}{_END}",
        "a person or a channel",
        starts="A",
    ),
    Shape(
        "errno in hex",
        Notation.HEX,
        rf"(?:(?<=[Ee]rrno[ (=])|(?<=[Ee]rrno: ))"
        rf"0[xX](?P<digits>{_HEX}{{1,4}}){_END}",
        "the C library's are decimal",
        verdict=Verdict.CODE,
        marks=True,
    ),
    Shape(
        "debugger's decimal",
        Notation.DECIMAL,
        rf"{_START}0[nN](?P<digits>[1-9][0-9]{{0,9}}){_END}",
        "the Windows debugger writes 0n before a decimal number, whose default is hex",
    ),
    Shape(
        "debugger's signed decimal",
        Notation.SIGNED,
        rf"{_START}0[nN]-(?P<digits>[1-9][0-9]{{0,9}}){_END}",
        "the same below zero",
        marks=True,
    ),
    Shape(
        "hex in pieces",
        Notation.HEX,
        rf"0[xX](?P<digits> {_HEX}{{4}} {_HEX}{{4}}|[89CcDd]{_HEX}{{3}}[ _'-]{_HEX}{{4}}"
        rf"| [89CcDd]{_HEX}{{7}}|{_BROKEN_HEX}){_END}",
        "eight digits that a blank or the end of a line parts",
        verdict=Verdict.LARGE,
        marks=True,
    ),
    Shape(
        "bare hex in two halves",
        Notation.BARE_HEX,
        rf"{_START}(?P<digits>(?:80|[Cc]0){_HEX}{{2}}[ -]{_HEX}{{4}}){_END}",
        "how it is read off a screen",
        starts="0A",
        verdict=Verdict.LARGE,
        marks=True,
    ),
    Shape(
        "hex of single digits",
        Notation.HEX,
        rf"0 {{0,3}}[xX](?P<digits>(?: {{1,3}}{_HEX}){{8}}){_END}",
        "a text of 16 bits a letter, read as one of 8: a blank after each",
        verdict=Verdict.LARGE,
        marks=True,
    ),
    Shape(
        "grouped digits",
        Notation.DECIMAL,
        rf"{_START}(?P<digits>[2-4]{_GROUPS}){_END}",
        "an HRESULT with its thousands parted",
        verdict=Verdict.LARGE,
        marks=True,
    ),
    Shape(
        "broken decimal",
        Notation.DECIMAL,
        rf"{_START}(?P<digits>{_BROKEN_DECIMAL}){_END}",
        "an HRESULT that the end of a line parts",
        verdict=Verdict.LARGE,
        marks=True,
    ),
    Shape(
        "signed grouped digits",
        Notation.SIGNED,
        rf"(?<![0-9A-Za-z_.)\]/-])-(?P<digits>[12]{_GROUPS}){_END}",
        "an HRESULT with its thousands parted, signed",
        starts="-",
        verdict=Verdict.LARGE,
    ),
    Shape(
        "broken signed decimal",
        Notation.SIGNED,
        rf"(?<![0-9A-Za-z_.)\]/-])-(?P<digits>{_BROKEN_SIGNED}){_END}",
        "an HRESULT that the end of a line parts, signed",
        starts="-",
        verdict=Verdict.LARGE,
    ),
    Shape(
        "process and thread",
        Notation.NOTHING,
        rf"{_START}{_HEX}{{8}}\.{_HEX}{{8}}(?=::)",
        "how a line of a cluster's log begins",
        starts="0A",
        marks=True,
    ),
    Shape(
        "process and thread, in brackets",
        Notation.NOTHING,
        rf"(?<=[A-Za-z]\(){_HEX}{{2,5}}\.{_HEX}{{2,5}}(?=\) [0-9])",
        "how a line of a policy's or a domain's log begins",
        starts="0A",
        marks=True,
    ),
    Shape(
        "session",
        Notation.NOTHING,
        rf"(?<=[0-9]\]\[){_HEX}{{8}}(?=\])",
        "what a log writes in brackets after the time",
        starts="0A",
        marks=True,
    ),
    Shape(
        "Exchange's id of an error",
        Notation.BARE_HEX,
        rf"{_START}(?P<digits>[89CcDd]{_HEX}{{7}})(?=-{_HEX}{{4}}-{_HEX}{{8}}{_END})",
        "the code, its context, and a code of a lower layer",
        starts="0A",
        marks=True,
    ),
    Shape(
        "IPv4 address",
        Notation.NOTHING,
        rf"{_START}[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?:\]?:[0-9]{{1,5}}|/[0-9]{{1,2}})?{_END}",
        "an address, its port or its prefix",
        marks=True,
    ),
    Shape(
        "IPv6 address",
        Notation.NOTHING,
        rf"{_START}(?:(?:{_HEX}{{1,4}}:){{1,7}}(?::{_HEX}{{1,4}}){{1,7}}"
        rf"|(?:{_HEX}{{1,4}}:){{7}}{_HEX}{{1,4}})(?:\]:[0-9]{{1,5}})?{_END}",
        "an address",
        starts="0A",
        marks=True,
    ),
    Shape(
        "timestamp",
        Notation.NOTHING,
        rf"{_START}[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}"
        r"(?:[T _-]{1,2}[0-9]{1,2}[:.-][0-9]{2}(?:[:.-][0-9]{2})?(?:[.,:][0-9]{1,9})?)?"
        r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?(?![0-9])",
        "a date, year first",
        marks=True,
    ),
    Shape(
        "date",
        Notation.NOTHING,
        rf"{_START}[0-9]{{1,2}}(?P<slash>[-/.])[0-9]{{1,2}}(?P=slash)[0-9]{{2,4}}{_END}",
        "a date",
        marks=True,
    ),
    Shape(
        "date in words",
        Notation.NOTHING,
        rf"{_START}[0-9]{{1,2}}\.?[ -]{_MONTH}[ ,.-]{{1,2}}[0-9]{{2,8}}{_END}"
        rf"|(?<![A-Za-z]){_MONTH}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,?(?: (?:19|20)[0-9]{{2}})?{_END}",
        "a date",
        starts="0A",
        marks=True,
    ),
    Shape(
        "time",
        Notation.NOTHING,
        rf"{_START}[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:[.,:][0-9]{{1,9}})?(?:\s?[ap]\.?m)?{_END}",
        "a time of day",
        marks=True,
    ),
    Shape(
        "version",
        Notation.NOTHING,
        rf"{_START}[vV]?[0-9]+(?:\.[0-9]+){{1,8}}(?![0-9A-Za-z])",
        "a version or a fraction",
        starts="0A",
        marks=True,
    ),
    Shape(
        "dotted id",
        Notation.NOTHING,
        rf"{_START}[0-9]+\.[0-9]{{1,4}}(?=[0-9A-Z]*[A-Z])[0-9A-Z]{{1,8}}{_END}",
        "a part's or a fault's number: 49.4C02",
        marks=True,
    ),
    Shape(
        "ISBN",
        Notation.NOTHING,
        r"(?<![A-Za-z])[Ii][Ss][Bb][Nn][ :#-]*[0-9][0-9 -]{8,16}[0-9Xx]",
        "a book",
        starts="A",
    ),
    Shape(
        "phone number",
        Notation.NOTHING,
        r"(?:\+[0-9][0-9 ()./-]{6,18}[0-9]"
        r"|\([0-9]{2,5}\)[ -]?[0-9]{2,8}(?:[ .-][0-9]{2,8}){0,3}"
        rf"|{_START}[0-9]{{1,4}}(?P<dash>[ .-])[0-9]{{3}}(?P=dash)[0-9]{{2,4}}"
        rf"(?:(?P=dash)[0-9]{{2,4}}){{0,2}}){_END}",
        "a phone number",
        starts="0-",
        marks=True,
    ),
    Shape(
        "grouped number",
        Notation.NOTHING,
        rf"{_START}-?[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9A-Za-z_,])|{_START}[0-9]{{1,3}},[0-9]{{1,2}}%",
        "a count with commas",
        starts="0-",
        marks=True,
    ),
    Shape(
        "key",
        Notation.NOTHING,
        rf"{_START}(?!ERROR|CODE|STATUS|FAIL)[A-Z]{{2,6}}-[0-9]{{1,7}}{_END}",
        "an issue, or another product's code: ORA-01722",
        starts="A",
        marks=True,
    ),
    Shape(
        "hex cut short",
        Notation.NOTHING,
        rf"{_LOOSE_START}0[xX]{_HEX}{{1,7}}(?:\.\.\.|…)",
        "the rest of its digits is left out",
        marks=True,
    ),
    Shape(
        "signed hex",
        Notation.SIGNED_HEX,
        rf"(?<![0-9A-Za-z_.)\]/-])-0[xX](?P<digits>{_HEX}{{1,8}}){_LOOSE_END}",
        "hex with a minus before it",
        starts="-",
    ),
    Shape(
        "hex with its sign inside",
        Notation.SIGNED_HEX,
        rf"{_LOOSE_START}0[xX]-(?P<digits>[0-7]{_HEX}{{7}}){_LOOSE_END}",
        "what prints a signed number as hex",
        marks=True,
    ),
    Shape(
        "0x hex",
        Notation.HEX,
        rf"(?:{_LOOSE_START}|{_HEX_GLUED})0[xX](?P<digits>{_HEX}{{1,16}})"
        rf"(?:[uU]?[lL]{{1,2}}|[lL]?[uU])?{_LOOSE_END}",
        "C's hex, with or without a type mark",
    ),
    Shape(
        "0x hex, glued to a word, or with a second x or 0x",
        Notation.HEX,
        rf"{_LOOSE_START}0[xX](?:(?=[89CcDd]{_HEX}{{7}}[G-Zg-z])|0?[xX](?=[89CcDd]{_HEX}{{7}}{_END}))"
        rf"(?P<digits>{_HEX}{{8}})",
        "eight digits are all there are",
    ),
    Shape(
        "O for the first 0",
        Notation.HEX,
        rf"{_START}[Oo][xX](?P<digits>[89CcDd]{_HEX}{{7}}){_END}",
        "its digits are as they should be",
        starts="A",
    ),
    Shape(
        "x hex",
        Notation.HEX,
        rf"{_START}[xX](?P<digits>[89CcDd]{_HEX}{{7}}){_END}",
        "C's hex that lost its zero",
        starts="A",
    ),
    Shape(
        "&H hex",
        Notation.HEX,
        rf"&[hH]?(?P<digits>(?=[0-9A-Fa-f]*[0-9])(?:(?<=[hH]){_HEX}{{1,16}}|[89CcDd]{_HEX}{{7}}))"
        r"&?(?![0-9A-Za-z_=])",
        "Visual Basic's hex, or what is left of it",
        starts="-",
    ),
    Shape(
        "$ hex",
        Notation.HEX,
        rf"(?<![0-9A-Za-z_$])[$](?P<digits>{_HEX}{{8}}){_END}",
        "Pascal's hex",
        starts="-",
    ),
    Shape(
        "hex with h",
        Notation.HEX,
        rf"{_START}(?P<digits>0?[89A-Fa-f]{_HEX}{{7}})[hH]{_END}",
        "an assembler's hex",
        starts="0A",
    ),
    Shape(
        "event insertion, as a parameter",
        Notation.DECIMAL,
        rf"(?:(?<=param[0-9] )|(?<=param[0-9]: ))%%(?P<digits>[0-9]{{1,10}}){_END}",
        "the same in a list of an event's parameters; audits have only their own numbers so",
        starts="-",
        verdict=Verdict.CODE,
    ),
    Shape(
        "event insertion",
        Notation.DECIMAL,
        rf"%%(?P<digits>[0-9]{{1,10}}){_END}",
        "the event log's placeholder for the text of a Win32 error",
        starts="-",
    ),
    Shape(
        "Active Directory's data",
        Notation.HEX,
        rf"(?<=data )(?P<digits>(?!0,){_HEX}{{1,4}})(?=, v)",
        "LDAP's detail of a failed bind: a Win32 error in hex",
        starts="0A",
        verdict=Verdict.CODE,
        marks=True,
    ),
    Shape(
        "RPC's error in hex",
        Notation.HEX,
        rf"(?<=RPC error code )(?P<digits>(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{{3}}){_END}",
        "how FreeRDP shows a Win32 error, without 0x",
        starts="0",
        verdict=Verdict.CODE,
    ),
    Shape(
        "Active Directory's data, alone",
        Notation.HEX,
        rf"(?<=data )(?P<digits>52[5eE]|53[0-3]|568|701|77[35]){_END}",
        "the same as people write it: the values that a failed bind has",
        marks=True,
    ),
    Shape(
        "signed decimal",
        Notation.SIGNED,
        rf"(?:(?<![0-9A-Za-z_.)\]/-])|(?<=[0-9]/))-(?![ \t]+{_UNSIGNED})[ \t]*\r?\n?[ \t]*"
        r"(?P<digits>[12][0-9]{9})(?![0-9a-z_]|[A-Z](?![a-z]))",
        "an HRESULT as VBScript and .NET print it; a line break may come after the sign, and the"
        " next line's first word right after the number",
        starts="-",
    ),
    Shape(
        "small signed decimal",
        Notation.SIGNED,
        rf"(?<![0-9A-Za-z_.)\]/-])-(?P<digits>[0-9]{{1,40}}){_END}",
        "a signed number of another length",
        starts="-",
    ),
    Shape(
        "padded hex",
        Notation.BARE_HEX,
        rf"{_START}(?P<digits>(?:0{{8}}|[fF]{{8}})[89CcDd]{_HEX}{{7}}){_END}",
        "32 bits in a field of 64",
        starts="0A",
    ),
    Shape(
        "look-alikes",
        Notation.LOOKALIKE,
        rf"{_START}(?P<digits>(?:[0Oo][xX])?(?=[0-9A-F]*[OoIl])[0-9A-FOoIl]{{7,10}}"
        rf"|0[xX](?=[0-9A-Fa-f]*[OoIl])[0-9A-Fa-fOoIl]{{8}}){_END}",
        "letters that were typed for digits: O for 0, I or l for 1",
    ),
    Shape(
        "bare hex",
        Notation.BARE_HEX,
        rf"(?<![0-9A-Za-z+])(?P<digits>(?=[0-9]*[A-Fa-f]){_HEX}{{7,9}}){_LOOSE_END}",
        "hex with a letter among its digits and nothing before them",
        starts="0A",
    ),
    Shape(
        "bare hex, glued to a word",
        Notation.BARE_HEX,
        rf"(?:{_HEX_GLUED})(?P<digits>8{_HEX}{{7}}){_END}",
        "what calls it a code comes right before it",
        verdict=Verdict.LARGE,
    ),
    Shape(
        "hash",
        Notation.NOTHING,
        rf"{_START}(?=[0-9]*[A-Fa-f]){_HEX}{{10,128}}{_END}",
        "a checksum or a commit",
        starts="0A",
    ),
    Shape(
        "name",
        Notation.NAME,
        rf"{_START}(?![A-Za-z0-9_]*_(?:0x)?{_HEX}{{8}}(?![0-9A-Za-z]))"
        rf"(?P<digits>[A-Za-z][A-Za-z0-9]{{0,24}}_[A-Za-z0-9_]{{1,80}}"
        rf"|[A-Za-z]{{2,9}}Err[A-Z][A-Za-z]{{2,60}}|WSA[A-Z]{{4,30}}){_END}",
        "a name out of Microsoft's headers",
        starts="A",
    ),
    Shape(
        "a documented code, glued to its meaning",
        Notation.DECIMAL,
        rf"{_LOOSE_START}(?P<digits>1060|1722|1726|214[78][0-9]{{6}})(?=[A-Z][a-z]{{2}})",
        "of a table that lost its columns",
    ),
    Shape(
        "long decimal",
        Notation.DECIMAL,
        rf"{_LOOSE_START}(?P<digits>[0-9]{{8,40}}){_LOOSE_END}",
        "a number too large for a count",
    ),
    Shape(
        "decimal",
        Notation.DECIMAL,
        rf"(?:(?<![0-9A-Za-z_])|{_GLUED}|(?<=Code:_))"
        rf"(?P<digits>[0-9]{{1,40}})[lL]?{_END}(?!\.[0-9])",
        "a plain number; with a unit glued to it, 8.42s is no version",
    ),
)
