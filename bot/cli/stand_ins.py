"""EDGE. Plain stand-ins for characters that an old encoding, such as code page 437, lacks."""

import unicodedata

_STAND_INS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛‹›′", "'"),
        **dict.fromkeys("‐‑‒–—―−·", "-"),
        **dict.fromkeys("•‣▪", "*"),
        **dict.fromkeys("→⇒➜", "->"),
        **dict.fromkeys("←⇐", "<-"),
        **dict.fromkeys("↑↓↔", "|"),
        **dict.fromkeys("⋮…", "..."),
        **dict.fromkeys("✓✔✅", "+"),
        **dict.fromkeys("×✗✘❌", "x"),
        "⚠": "!",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "≈": "~",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "\ufe0f": "",  # the form of the character before
    }
)
_UNKNOWN = "?"


def stand_in(char: str) -> str:
    """ASCII that reads like the character, or a question mark."""
    plain = char.translate(_STAND_INS)
    if plain.isascii():
        return plain
    letters = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return letters or _UNKNOWN
