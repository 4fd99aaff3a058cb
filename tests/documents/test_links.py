"""What documents link to and name exists."""

import re
from collections.abc import Iterator

import pytest

from tests.documents.documents import DOCUMENTS, ROOT, first_cells, section, without_blocks

NAME = re.compile(r"`((?:bot|tests|\.ci|\.github)/[\w./-]*)`")
ROOMS = sorted(
    path.relative_to(ROOT).as_posix() + "/" * path.is_dir()
    for path in (ROOT / "bot").iterdir()
    if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.name != "__init__.py"
)


def links() -> Iterator[tuple[str, str]]:
    """Each document with each link in it that leads into the repository."""
    for document, text in DOCUMENTS.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", without_blocks(text)):
            if "://" not in target:
                yield document, target


def anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of the headings."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(("document", "target"), sorted(set(links())))
def test_a_link_leads_somewhere(document: str, target: str) -> None:
    name, _, anchor = target.partition("#")
    path = ((ROOT / document).parent / name).resolve() if name else ROOT / document

    assert path.exists()
    if anchor:
        assert anchor in anchors(DOCUMENTS[path.relative_to(ROOT).as_posix()])


@pytest.mark.parametrize(
    ("document", "name"),
    sorted(
        {(document, name) for document, text in DOCUMENTS.items() for name in NAME.findall(text)}
    ),
)
def test_a_file_that_is_named_exists(document: str, name: str) -> None:
    assert (ROOT / name).exists(), document


def test_contributing_names_tables_that_exist() -> None:
    text = section(".github/CONTRIBUTING.md", "Fix a text that comes out wrong")
    tables = re.findall(r"`(\w+\.py)`", text)

    assert tables
    assert all((ROOT / "bot" / "codes" / name).exists() for name in tables)


def test_architecture_describes_every_room() -> None:
    cells = first_cells(section(".github/ARCHITECTURE.md", "The rooms"))

    assert sorted(cell.strip("`") for cell in cells) == ROOMS


def test_readme_links_to_every_document() -> None:
    documents = {name for name in DOCUMENTS if re.fullmatch(r"\.github/[A-Z]+\.md", name)}

    assert documents <= {target for document, target in links() if document == "README.md"}
