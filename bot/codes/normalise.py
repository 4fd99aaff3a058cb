"""Undo what keyboards and Slack do to a number, so that it can be read.

`extract_codes` reads the result, and its positions refer to the result.
"""

import re

# `re` compiles these patterns when they are first used: few texts need them.
_SLACK = r"""(?x)
    < (?: (?: [@\#][A-Z][A-Z0-9]{5,15} | ![a-z]{2,10} )
          (?: [\^|][^<>\n]{0,300} )?
      | tel : (?P<number> [^<>|\n]{0,300} ) (?: \| (?P<label> [^<>\n]{0,300} ) )?
      | mailto : [^<>\n]{0,300}
      | (?P<url> [a-z][a-z0-9+.-]{1,20} :// [^<>|\s]{1,3000} )
          (?: \| (?P<words> [^<>\n]{0,3000} ) )?
    ) >
"""
_ENTITY = r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5});"
_ITALIC = r"(?<![0-9A-Za-z_])_([^\s_](?:[^\s]{0,78}[^\s_])?)_(?![0-9A-Za-z_])"

_BOLD = r"(?<![0-9A-Za-z*])\*{1,2}([^\s*](?:[^*\n]{0,78}[^\s*])?)\*{1,2}(?![0-9A-Za-z*])"

_ESCAPED = r"(?:\\{1,8}[rnt]){1,8}(?=[0-9A-Z%-])"
_CYRILLIC = (0x410, 0x412, 0x421, 0x415, 0x425, 0x430, 0x441, 0x435, 0x445)
_LOOKALIKES = dict(zip((*_CYRILLIC, 0xD7), "ABCEXacexx", strict=True))  # 0xD7: the sign for times
_LETTERS = "".join(map(chr, _LOOKALIKES))
_MIXED_HEX = rf"(?<![^\W_])0[xX{_LETTERS}][0-9A-Fa-f{_LETTERS}]{{7,16}}(?![^\W_])"
_BLANK_BEFORE_HEX = "%20(?=0[xX])"
_PERCENT = "%(2[02789C]|3[AD])"
_QUERY = r"(?<=[?&])[\w.-]{1,40}=[^\s&<>\"'|]{1,2000}"
_ENCODED = "%(2[0-9A-Fa-f]|3[A-Fa-f]|[57][BDbd])"
_WIDE = r"(?:(?:\\[rnt]|[ -~])(?:\\x00|\\u0000|\0)){3,}"
_NULL = r"\\x00|\\u0000|\0"
_MARKUP = r"(?i)\[/?(?:color|b|i|u|s|code|quote|size|font|url|list)(?:=[^\]\n]{0,200})?\]"

_ONE_FOR_ONE = {
    **{0xFF01 + n: 0x21 + n for n in range(94)},  # full-width forms of ASCII
    **dict.fromkeys((0xA0, 0x2007, 0x202F, 0x3000, *range(0x2000, 0x200B)), " "),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63), "-"),
    **dict.fromkeys((0x2018, 0x2019, 0x201A, 0x2032), "'"),
    **dict.fromkeys((0x201C, 0x201D, 0x201E, 0xAB, 0xBB, 0x2033), '"'),
    # invisible: joiners, soft hyphen, direction marks
    **dict.fromkeys((0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)), None),
    **dict.fromkeys(range(0x2060, 0x206A), None),
}


def normalised(text: str) -> str:
    """`text` without Slack's links, entities and markup, and with ASCII for its look-alikes.

    A link becomes its label, or its address if it has no label; a mention of a user or a channel
    becomes a blank. Digits of other scripts stay as they are, and are never codes.
    """
    if "<" in text:
        text = re.sub(_SLACK, _text_of_link, text)
    if "&" in text:
        from html import unescape  # noqa: PLC0415 - few texts have an entity

        text = re.sub(_ENTITY, lambda match: unescape(match[0]), text)
    if "[" in text and "[/" in text:
        text = re.sub(_MARKUP, "", text)
    return _without_emphasis(_in_ascii(_unescaped(text)))


def _in_ascii(text: str) -> str:
    if text.isascii():
        return text
    text = text.translate(_ONE_FOR_ONE)
    return re.sub(_MIXED_HEX, lambda match: match[0].translate(_LOOKALIKES), text)


def _without_emphasis(text: str) -> str:
    if "_" in text:
        text = re.sub(_ITALIC, r" \1 ", text)
    if "*" in text:
        text = re.sub(_BOLD, r" \1 ", text)
    return text


def _unescaped(text: str) -> str:
    """The text with escape sequences, URL encoding and the zero bytes of UTF-16 decoded."""
    is_escaped = "\\" in text  # a search for one character is much faster than for more
    if "\0" in text or (is_escaped and ("\\x00" in text or "\\u0000" in text)):
        text = re.sub(_WIDE, lambda match: re.sub(_NULL, "", match[0]), text)
    if is_escaped:
        text = re.sub(_ESCAPED, " ", text)
    if "?" in text and ("%" in text or "+" in text):
        text = re.sub(_QUERY, _text_of_query, text)
    return _without_percents(text) if "%" in text else text


def _without_percents(text: str) -> str:
    """The text without what the encoding of web addresses adds, as far as it hides a number."""
    if "%20" in text:
        text = re.sub(_BLANK_BEFORE_HEX, " ", text)
    if "%3" in text and "://" in text:
        text = re.sub(_PERCENT, lambda match: chr(int(match[1], 16)), text)
    return text


def _text_of_query(match: re.Match[str]) -> str:
    """The words of a field of a web address, which has them encoded: `q=error+%220x5%22`."""
    if not re.search("%2|%3|\\+", match[0]):
        return match[0]
    words = match[0].replace("+", " ")
    return re.sub(_ENCODED, lambda encoded: chr(int(encoded[1], 16)), words)


def _text_of_link(match: re.Match[str]) -> str:
    if match["url"]:
        words = match["words"] or ""
        return words if words and words in match["url"] else f"{match['url']} {words}".rstrip()
    return match["label"] or match["number"] or " "
