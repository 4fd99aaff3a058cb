"""PURE. The guide's families of codes, as resources: a list of them, and a page for each."""

from collections.abc import Iterator

from bot.codes.numberings import as_printed
from bot.guide.entry import Family
from bot.guide.family import families, members_of

FAMILIES = "iissync-bot://families"
"""The address of the list of families; a family's page is below it, by its key."""
TEMPLATE = f"{FAMILIES}/{{key}}"


def address_of(family: Family) -> str:
    """The address of a family's page."""
    return f"{FAMILIES}/{family.key}"


def page_at(address: str) -> str | None:
    """The list of families or the page of one, in Markdown; None if nothing has the address."""
    if address == FAMILIES:
        return "\n".join(_list())
    family = next((each for each in families() if address_of(each) == address), None)
    return "\n".join(_page(family)) if family else None


def _list() -> Iterator[str]:
    yield "# Families of status codes in the guide\n"
    for family in families():
        yield f"- [{family.title}]({address_of(family)}): {len(members_of(family))} codes"


def _page(family: Family) -> Iterator[str]:
    """What the family's codes have in common, how to find out more, and what each code means."""
    yield f"# {family.title}\n"
    if family.about:
        yield f"{family.about}\n"
    if family.look:
        yield from (f"{number}. {step}" for number, step in enumerate(family.look, 1))
        yield ""
    yield "The tool explain_code has causes, steps and sources of each code:\n"
    for code, entry in members_of(family):
        yield f"- `{as_printed(code, entry.printed_by)}`: {entry.says}"
