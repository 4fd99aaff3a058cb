"""What documents link to and name exists."""

import re
from collections.abc import Iterator

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


def leads_somewhere(document: str, target: str) -> bool:
    name, _, anchor = target.partition("#")
    path = ((ROOT / document).parent / name).resolve() if name else ROOT / document
    if not anchor:
        return path.exists()
    return anchor in anchors(DOCUMENTS.get(path.relative_to(ROOT).as_posix(), ""))


def test_every_link_leads_somewhere() -> None:
    assert [link for link in links() if not leads_somewhere(*link)] == []


def test_every_file_that_is_named_exists() -> None:
    named = {
        (document, name) for document, text in DOCUMENTS.items() for name in NAME.findall(text)
    }

    assert [(document, name) for document, name in named if not (ROOT / name).exists()] == []


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
