# ruff: noqa: RUF001 - characters that look like others are intended here
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.normalise import normalised


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U0ABC12345> 1722", "  1722"),
        ("<#C0123456789|ops> 1722", "  1722"),
        ("<!here> 1722", "  1722"),
        ("<!subteam^S012345678|@ops>", " "),
        ("<!date^1700000000^{date}|2023>", " "),
        ("<mailto:a1722@b.example|a1722@b.example>", " "),
        ("<tel:2148598792|2148598792>", "2148598792"),
        ("<tel:2148598792>", "2148598792"),
        ("<https://a.example/?code=1722>", "https://a.example/?code=1722"),
        ("<https://a.example/x|a.example/x>", "a.example/x"),
        ("<https://a.example/3|see there>", "https://a.example/3 see there"),
    ],
)
def test_slacks_links_become_their_labels_or_addresses(text: str, read: str) -> None:
    assert normalised(text) == read


@pytest.mark.parametrize("text", ["<1722>", "< @U0ABC12345>", "1 < 2 > 0", "<tel:1722", "<>"])
def test_other_text_in_angle_brackets_stays(text: str) -> None:
    assert normalised(text) == text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("&lt;1722&gt;", "<1722>"),
        ("1722 &amp; 1726", "1722 & 1726"),
        ("&quot;1722&quot; &#39;3&#39;&nbsp;", "\"1722\" '3' "),
        ("&amp;lt;", "&lt;"),
        ("&H80110408", "&H80110408"),
    ],
)
def test_entities_are_decoded_once(text: str, read: str) -> None:
    assert normalised(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("２１４８５９８７９２", "2148598792"),
        ("０ｘ８０１１０４０Ａ", "0x8011040A"),
        ("error\u00a01722\u202f", "error 1722 "),
        ("–1 —1 −1 ‐1", "-1 -1 -1 -1"),
        ("0х80070005 0×8024402с Ох5", "0x80070005 0x8024402c Ох5"),
        ("“1722” ‘1722’ «1722»", '"1722" \'1722\' "1722"'),
        ("2148\u200b598\u00ad792\ufeff", "2148598792"),
        ("\u202a1722\u202c", "1722"),
        ("_1722_ and snake_case_1722", " 1722  and snake_case_1722"),
        ("*1722* **1722** but 3*4*5 and a * b", " 1722   1722  but 3*4*5 and a * b"),
    ],
)
def test_look_alikes_of_ascii_become_ascii(text: str, read: str) -> None:
    assert normalised(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("error&#58;&#x35;&#9731;", "error:5☃"),
        ("&nosuch; &#1234567; &#x; &#53", "&nosuch; &#1234567; &#x; &#53"),
        (r"line\nError 5\r\n1722", "line Error 5 1722"),
        (r"say\\n5 and \t-5 and \n%%5", "say 5 and  -5 and  %%5"),
        (r"C:\oak\new\tree \n", r"C:\oak\new\tree \n"),
        ("[b]1722[/b] [COLOR=red]5[/COLOR] [url=a://b]x[/url]", "1722 5 x"),
        ("[b]1722 [1] [x/y]", "[b]1722 [1] [x/y]"),
        ("https://a.example/?q=error%3A%205%2C%31", "https://a.example/?q=error: 5,%31"),
        ("see a.example/?q=an+oak+%280x5%29&n=%31+%22", 'see a.example/?q=an oak (0x5)&n=%31 "'),
        ("a.example/?n=1&q=oak 5+3 %20", "a.example/?n=1&q=oak 5+3 %20"),
        ("error%3A%205", "error%3A%205"),
        ("error%200x5", "error 0x5"),
        (r"\x00E\x00r\x00r\x00:\x00 \x005\x00\r\x00\n\x00", r"\x00Err: 5\r\n"),
        (r"0\u0000x\u00008\u00000\u0000", "0x80"),
        ("0\0x\0008\0000\0", "0x80"),
        (r"b'\x05\x00\x07\x80'", r"b'\x05\x00\x07\x80'"),
    ],
)
def test_escapes_and_markup_of_programs_and_forums_are_removed(text: str, read: str) -> None:
    assert normalised(text) == read


@pytest.mark.parametrize("text", ["١٧٢٢", "१७२२", "¹²³", "Ⅳ", "①"])
def test_digits_of_other_scripts_stay_as_they_are(text: str) -> None:
    assert normalised(text) == text


@given(st.text(alphabet=string.ascii_letters + string.digits + string.whitespace + ".,:;-`'\"()"))
def test_plain_words_and_numbers_stay(text: str) -> None:
    assert normalised(text) == text


@given(st.text(alphabet=string.digits + "xABCDEF-", min_size=1))
def test_full_width_is_read_as_plain(text: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in text)

    assert normalised(wide) == text


@given(st.text(alphabet="<>@#!|&;_ telampgi:/10\u200b２"))
def test_any_text_can_be_normalised(text: str) -> None:
    assert isinstance(normalised(text), str)
