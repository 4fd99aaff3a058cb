"""The phrases that find a code: those of its entry, its names, and what people say and read."""

from pathlib import Path

from bot.codes.names import Name
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Entry, Fact, Family, Provenance, Source
from bot.guide.index_builder import Target
from bot.guide.phrases import LEAST_ENTRIES, Phrases, messages_in
from bot.guide.search import key_of, key_of_family

WIN32 = Family("win32", "Win32 error", "A program says it.", ("Look there.",))
KERBEROS = Family("kerberos", "Kerberos error")
ADVICE = Entry(
    (StatusCode(5),),
    Provenance.GUIDE,
    WIN32,
    Fact("This is advice."),
    printed_by=PrintedBy.IISSYNC,
)
DENIED = Entry(
    (StatusCode(5),),
    Provenance.GUIDE,
    WIN32,
    Fact("Access is denied.", (Source("A page", "https://a"),)),
    causes=(Fact("No right.", (Source("B page", "https://b", "Q2"),)),),
    steps=(Fact("Look."),),
    warnings=(Fact("It hurts."),),
    products=("IIS 4.0",),
)
DOCUMENTED = Entry(
    (StatusCode(3),),
    Provenance.DOCUMENTED,
    WIN32,
    Fact("The target has no such path."),
    names=("ERROR_PATH_NOT_FOUND",),
    printed_by=PrintedBy.IISSYNC,
)
BARE = Entry((StatusCode(1), StatusCode(9999)), Provenance.GUIDE, WIN32, Fact("It is bad."))
RARE = Entry(
    (StatusCode(9998),), Provenance.GUIDE, WIN32, Fact("It is so."), causes=(Fact("A defect."),)
)
TICKETS = tuple(
    Entry(
        (StatusCode(number),),
        Provenance.GUIDE,
        KERBEROS,
        Fact("The password is wrong."),
        causes=(Fact("A typing error."),) * (number == 0x18),
        printed_by=PrintedBy.KERBEROS,
    )
    for number in range(0x15, 0x19)
)
NAMES = (
    Name(3, "Win32", "ERROR_PATH_NOT_FOUND"),
    Name(3, "Win32", "OTHER_NAME"),
    Name(5, "Win32", "ERROR_ACCESS_DENIED"),
    Name(6, "Win32", "mtsErrPDFReadFail"),
    Name(6, "Kerberos", "KDC_ERR_C_PRINCIPAL_UNKNOWN"),
    Name(7, "API", "SE_ERR_NO_CODE"),
    Name(0x18, "Kerberos", "KDC_ERR_PREAUTH_FAILED"),
)
PEOPLE = {
    "entry 00000005 any guide": ["no permission"],
    "entry 00000003 iissync documented": ["path gone"],
    "entry 00000018 kerberos guide": ["bad password"],
}


def test_each_code_has_its_phrases_and_what_supports_them() -> None:
    entries = (ADVICE, DENIED, DOCUMENTED, BARE, RARE, *TICKETS)
    targets = Phrases(PEOPLE, {5: ["Zugriff verweigert"]}).targets(entries, NAMES, ())
    wrong = "The password is wrong."
    ticket = key_of(0x18, PrintedBy.KERBEROS)

    assert [*targets] == [
        Target(
            5,
            ["Zugriff verweigert", "Access is denied.", "no permission", "access denied"],
            [
                *("Win32 error", "IIS 4.0", "No right.", "Look.", "It hurts."),
                *("A page A page", "Q2 B page"),
            ],
            1,
        ),
        Target(
            3,
            ["The target has no such path.", "path gone", "path not found"],
            ["Win32 error", "other name"],
            1,
        ),
        Target(1, ["It is bad."], ["Win32 error"], 0.2),
        Target(9999, ["It is bad."], ["Win32 error"], 0.2),
        Target(9998, ["It is so."], ["Win32 error", "A defect."], 0.2 + 0.4),
        *(Target(ticket - less, [wrong], ["Kerberos error"], 0) for less in (3, 2, 1)),
        Target(
            ticket,
            [wrong, "bad password", "KDC err preauth failed"],
            ["Kerberos error", "A typing error."],
            0.2,
        ),
        Target(6, ["PDF read fail", "mtsErrPDFReadFail"], []),
        Target(key_of(6, PrintedBy.KERBEROS), ["KDC err c principal unknown"], []),
    ]


def test_a_family_with_enough_entries_has_its_title_and_advice() -> None:
    entries = (*[BARE] * LEAST_ENTRIES, *TICKETS)
    targets = Phrases({}, {}).targets(entries, (), (KERBEROS, WIN32))
    families = [target for target in targets if target.key >= key_of_family(0)]

    about = ["A program says it.", "Look there."]
    assert families == [Target(key_of_family(1), ["Win32 error"], about, 1)]


def test_the_system_s_messages_are_read_by_code(tmp_path: Path) -> None:
    (tmp_path / "xx.tsv").write_text("# 5\tno\n0x00000005\tNein\n0x8000FFFF\tOh\n", "utf-8")
    (tmp_path / "yy.tsv").write_text("0x00000005\tNo\tno\n", "utf-8")

    assert messages_in(tmp_path) == {5: ["Nein", "No\tno"], 0x8000FFFF: ["Oh"]}
