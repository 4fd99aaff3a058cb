"""The catalogue, held against what is known of the codes; the tables are typed from the articles.

Q224801 is in two revisions: 1999 gives ten codes with their causes, 2000 six more without.
"""

import tomllib
from typing import NamedTuple

import pytest

from bot.codes.status_code import StatusCode
from bot.codes.values import DOCUMENTED
from bot.guide.compiler import FOLDER
from bot.guide.data import all_documented
from bot.guide.data import entry_of as in_windows
from bot.guide.entry import Entry, Fact, Provenance
from bot.guide.explain import title_of


class Known(NamedTuple):
    """One row of what is known: words that must stand in the entry, and its sources."""

    code: int
    hexadecimal: str
    revision: str  # of the article that documents it
    means: str
    cause: str  # "" where none is given
    cure: str  # "" where none is given
    articles: str


KNOWN = [
    Known(0, "0x00000000", "17 November 1999", "succeeded", "", "IUSR IWAM", "Q224801 Q241573"),
    Known(
        3, "0x00000003", "17 November 1999", "metabase target server", "corrupt in use",
        "holds metabase restore", "Q224801 Q241573",
    ),
    Known(
        64, "0x00000040", "21 October 2000", "network name no longer available",
        "twice five seconds", "5 to 30 seconds several targets one run", "Q214783",
    ),
    Known(
        1060, "0x00000424", "17 November 1999", "nodes communications problem",
        "default DCOM protocols differ", "default DCOM protocols same both nodes",
        "Q224801 Q241573",
    ),
    Known(
        1722, "0x000006BA", "17 November 1999", "RPC server unavailable",
        "name target server wrong communications problem", "name typed network between nodes",
        "Q224801 Q241573",
    ),
    Known(1726, "0x000006BE", "30 March 2000", "remote procedure call failed", "", "", "Q224801"),
    Known(
        2147500037, "0x80004005", "17 November 1999", "MTS replication not configured",
        "replication settings not filled in",
        "not again packages target Replication Share other node full rights Remote Server Name",
        "Q224801 Q191138 Q235698",
    ),
    Known(
        2147746132, "0x80040154", "14 June 2002", "class not registered",
        "COM+ catalog active node corrupt", "Repair COM+ catalog", "Q310412 Q301919",
    ),
    Known(
        2148007941, "0x80080005", "17 November 1999",
        "No Administrator account logged on target server",
        "Local Administration equivalent local Administrator COM+ catalog corrupt",
        "Log on target Remote Administration Repair COM+ catalog",
        "Q224801 Q310412 Q301919 Q241573",
    ),
    Known(
        2148598785, "0x80110401", "30 March 2000", "Errors accessed one or more objects", "", "",
        "Q224801",
    ),
    Known(
        2148598792, "0x80110408", "17 November 1999", "nodes communications problem",
        "Possibly IP address conflict", "IP address both nodes IIS resource group valid one subnet",
        "Q224801 Q241573",
    ),
    Known(
        2148598794, "0x8011040A", "17 November 1999", "share MTS replication settings not valid",
        "replication share not", "administrative share drive target", "Q224801 Q241573",
    ),
    Known(2148598797, "0x8011040D", "30 March 2000", "error file copied", "", "", "Q224801"),
    Known(
        2148598800, "0x80110410", "30 March 2000", "users application file not valid", "", "",
        "Q224801",
    ),
    Known(
        2148598801, "0x80110411", "17 November 1999", "component CLSID missing corrupt",
        "IIS In-Process Applications no matching AppWamClsid",
        "Mdutil.exe enum_all w3svc AppPackageID Packages CLSID ProgID delete component",
        "Q224801 Q243342 Q241573",
    ),
    Known(
        2148598808, "0x80110418", "30 March 2000", "CLSIDs IIDs application file not match DLLs",
        "", "", "Q224801",
    ),
    Known(
        2148598828, "0x8011042C", "30 March 2000", "version catalog not supported", "", "",
        "Q224801",
    ),
    Known(
        2148599041, "0x80110501", "17 November 1999",
        "user target rights MTS replication", "logged on Administrators group",
        "Log on target server local Administrator", "Q224801 Q241497 Q241573",
    ),
]  # fmt: skip

# code: Windows names, MTS name, what it generically means, whether that differs from the articles
IN_WINDOWS: dict[int, tuple[str, str, str, bool]] = {
    0: ("ERROR_SUCCESS S_OK", "", "success", False),
    3: ("ERROR_PATH_NOT_FOUND", "", "path not found", True),
    64: ("ERROR_NETNAME_DELETED", "", "network name no longer available", False),
    1060: ("ERROR_SERVICE_DOES_NOT_EXIST", "", "service not installed", True),
    1722: ("RPC_S_SERVER_UNAVAILABLE", "", "RPC server unavailable", False),
    1726: ("RPC_S_CALL_FAILED", "", "remote procedure call failed", False),
    2147500037: ("E_FAIL", "", "unspecified error", True),
    2147746132: ("REGDB_E_CLASSNOTREG", "", "class not registered", False),
    2148007941: ("CO_E_SERVER_EXEC_FAILURE", "", "server execution failed", True),
    2148598785: (
        "COMADMIN_E_OBJECTERRORS", "mtsErrObjectErrors", "errors on one or more objects", False,
    ),
    2148598792: (
        "COMADMIN_E_APP_FILE_READFAIL", "mtsErrPDFReadFail",
        "application (package) file cannot be read", True,
    ),
    2148598794: ("COMADMIN_E_BADPATH", "mtsErrBadPath", "invalid file path", True),  # close, shown
    2148598797: ("COMADMIN_E_CANTCOPYFILE", "mtsErrCantCopyFile", "file cannot be copied", False),
    2148598800: (
        "COMADMIN_E_INVALIDUSERIDS", "mtsErrInvalidUserids",
        "invalid users in the application file", False,
    ),
    2148598801: (
        "COMADMIN_E_NOREGISTRYCLSID", "mtsErrNoRegistryCLSID", "CLSID missing or corrupt", False,
    ),
    2148598808: (
        "COMADMIN_E_CLSIDORIIDMISMATCH", "mtsErrCLSIDOrIIDMismatch", "CLSIDs or IIDs mismatch",
        False,
    ),
    2148598828: ("COMADMIN_E_SESSION", "mtsErrSession", "catalog version not supported", False),
    2148599041: ("", "", "", False),
}  # fmt: skip

ARTICLES = {
    "Q191138": ("How to Install the NTOP on Cluster Server", "IIS 4.0"),
    "Q214783": ("Iissync.exe Fails with Error Code 64", "IIS 5.0"),
    "Q224801": ("Deciphering IISSYNC Status Codes", "IIS 4.0"),
    "Q235698": ("IISSYNC Deletes the IIS In-Process Package on the Target Server", "IIS 4.0"),
    "Q241573": ("How to Install IIS 4.0 onto a Single Node of MSCS 1.0", "IIS 4.0"),
    "Q243342": ("IISSYNC Returns a Status of 214598801", "IIS 4.0"),
    "Q310412": ("Corrupt COM+ Catalog Prevents Iissync.exe from Running Properly", "IIS 5.0"),
}

each_known_code = pytest.mark.parametrize("known", KNOWN, ids=lambda known: str(known.code))
CATALOGUE = all_documented()
FILE = tomllib.loads((FOLDER / "iissync.toml").read_text("utf-8"))
SOURCES = FILE["sources"]
each_entry = pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda one: str(one.codes[0]))


def entry_of(code: int) -> Entry:
    return CATALOGUE[StatusCode(code)]


def meaning_of(entry: Entry) -> Fact:
    assert entry.meaning
    return entry.meaning


def text_of(facts: tuple[Fact, ...]) -> str:
    return " ".join(fact.text for fact in facts)


def missing(words: str, text: str) -> set[str]:
    return {word for word in words.lower().split() if word not in text.lower()}


def test_the_guide_has_the_documented_codes_in_order_and_no_others() -> None:
    assert [code.decimal for code in CATALOGUE] == [known.code for known in KNOWN]


def test_detection_and_the_guide_know_the_same_documented_codes() -> None:
    assert {code.decimal for code in CATALOGUE} == DOCUMENTED


@each_known_code
def test_an_entry_has_its_own_code(known: Known) -> None:
    (code,) = entry_of(known.code).codes

    assert code.hex == known.hexadecimal


@each_known_code
def test_an_entry_has_the_meaning_cause_and_steps_of_its_article(known: Known) -> None:
    entry = entry_of(known.code)

    assert missing(known.means, meaning_of(entry).text) == set()
    assert missing(known.cause, text_of(entry.causes)) == set()
    assert missing(known.cure, text_of(entry.steps)) == set()


@each_known_code
def test_an_entry_has_no_cause_or_steps_that_no_article_gives(known: Known) -> None:
    entry = entry_of(known.code)

    assert bool(entry.causes) == bool(known.cause)
    assert bool(entry.steps) == bool(known.cure)


@each_known_code
def test_an_entry_cites_its_articles_and_the_right_revision(known: Known) -> None:
    (in_file,) = (entry for entry in FILE["entry"] if known.hexadecimal in entry["codes"])
    revised = [SOURCES[key]["revised"] for key in in_file["meaning"]["sources"]]

    assert {source.name for source in entry_of(known.code).references} == {*known.articles.split()}
    assert revised == [known.revision]


@each_entry
def test_a_source_leads_to_the_article_in_the_archive(entry: Entry) -> None:
    for source in entry.references:
        folder = f"{source.name[1:4]}/{source.name}"
        assert source.url == f"https://jeffpar.github.io/kbarchive/kb/{folder}/"


@pytest.mark.parametrize("code", IN_WINDOWS)
def test_an_entry_has_the_names_of_its_number(code: int) -> None:
    windows_names, mts_names, _, _ = IN_WINDOWS[code]

    assert entry_of(code).names == (*windows_names.split(), *mts_names.split())


@pytest.mark.parametrize("code", [code for code, row in IN_WINDOWS.items() if code and row[0]])
def test_the_guide_has_the_meaning_of_a_documented_number_in_windows(code: int) -> None:
    general = in_windows(StatusCode(code))

    assert general
    assert general.provenance is Provenance.GUIDE
    assert general.meaning != entry_of(code).meaning


def test_the_code_that_no_header_names_has_no_general_meaning() -> None:
    assert in_windows(StatusCode(2148599041)) is None
    assert title_of(StatusCode(2148599041)).startswith("The user at the target")


@pytest.mark.parametrize(
    ("code", "products"),
    [
        (64, ("IIS 5.0",)),
        (2147746132, ("IIS 5.0",)),
        (2148007941, ("IIS 4.0", "IIS 5.0")),
        (1722, ("IIS 4.0",)),
    ],
)
def test_an_entry_names_the_products_it_applies_to(code: int, products: tuple[str, ...]) -> None:
    assert entry_of(code).products == products


def test_the_second_cause_and_its_steps_are_limited_to_iis_5() -> None:
    entry = entry_of(2148007941)

    assert [fact.product for fact in entry.causes] == ["IIS 4.0", "IIS 5.0"]
    assert [fact.product for fact in entry.steps if "Repair" in fact.text] == ["IIS 5.0"]


def test_one_entry_warns_that_packages_are_deleted_and_first_advises_not_to_run_again() -> None:
    warned = [entry for entry in CATALOGUE.values() if entry.warnings]

    assert [entry.codes[0].decimal for entry in warned] == [2147500037]
    assert missing("deletes packages target reinstall both nodes", text_of(warned[0].warnings)) == (
        set()
    )
    assert warned[0].steps[0].text.startswith("Do not run IISSYNC again yet.")


def test_only_zero_is_a_success() -> None:
    assert [code.decimal for code, entry in CATALOGUE.items() if entry.succeeded] == [0]


@each_entry
def test_meanings_and_causes_have_sources(entry: Entry) -> None:
    assert all(fact.sources for fact in (meaning_of(entry), *entry.causes, *entry.warnings))
    assert all(fact in entry.steps for fact in entry.suggested)


@pytest.mark.parametrize(("number", "title", "product"), [(n, *row) for n, row in ARTICLES.items()])
def test_an_article_has_its_title_and_product(number: str, title: str, product: str) -> None:
    cited = {source for entry in CATALOGUE.values() for source in entry.references}
    in_file = (source for source in SOURCES.values() if source["label"] == number)

    assert {source.title for source in cited if source.name == number} == {title}
    assert {(source["title"], source["product"]) for source in in_file} == {(title, product)}


def test_the_article_with_a_known_title_only_has_no_date() -> None:
    without = {source["label"] for source in SOURCES.values() if "revised" not in source}

    assert without == {"Q301919"}
