import pytest

from bot.codes.status_code import StatusCode
from bot.guide.entry import Entry, EntryError, Fact, Family, Provenance, Source


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Fact(" "), "a fact is empty"),
        (lambda: Source("", "https://a"), "a source's title is empty"),
        (lambda: Source("A", "ftp://a"), "'ftp://a' is no address of a source"),
        (lambda: Source("A", "https://a b"), "'https://a b' is no address of a source"),
        (lambda: Family("", "A"), "a family's key is empty"),
        (lambda: Entry((), Provenance.GUIDE, Family("a", "A")), "an entry of A has no code"),
        (
            lambda: Entry((StatusCode(5),), Provenance.GUIDE, Family("a", "A")),
            "0x00000005 has no meaning",
        ),
    ],
)
def test_an_invalid_entry_is_refused_with_the_offending_text(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(EntryError, match=message):
        make()
