# ruff: noqa: RUF001 - the look-alike characters are intended
"""Numbers of other kinds, which look like codes: ids, versions, dates, addresses."""

import pytest

from tests.codes.extracted import candidates_in, codes_in


@pytest.mark.parametrize(
    "text",
    [
        "<@U0ABC12345> hello",
        "<#C0123456789|ops>",
        "U0ABC12345",
        "C0123456789",
        "at 17:22",
        "17:22:06.453",
        "2024-01-15",
        "2024-01-15T17:22:06Z",
        "15/01/2024",
        "1/15/24",
        "10.0.0.1",
        "192.168.17.22:1722",
        "10.17.22.0/24",
        "<mailto:a1722@b.example|a1722@b.example>",
        "https://a.example/kb/1722",
        "4.0.1381",
        "v5.0.2195",
        "KB224801",
        "Q224801",
        "KB 224801",
        "Q 224801",
        "article 224801",
        "{12345678-1234-1234-1234-123456789012}",
        "S-1-5-21-1722-1726-1060",
        "00:1b:44:11:3a:b7",
        "port 1722",
        "line 1722",
        "pid 1722",
        "build 1722",
        "1722 ms",
        "took 1722 seconds",
        "1722%",
        "1,722",
        "1_722",
        "node1722",
        "+1 214 859 8792",
        "+2148598792",
        "HTTP 404",
        "retries: 3",
        "commit 8011040a8011040a",
        "WAIT_FLAG_X: 1722",
        "0x",
        "",
        " ",
        "😀",
        "١٧٢٢",
        "１７：２２",
        "see 64 files",
        "it copied 3 packages",
        "we had 3 outages",
        "there were 64 in the list",
    ],
)
def test_what_only_looks_like_a_number_is_no_code(text: str) -> None:
    assert (codes_in(text), candidates_in(text)) == ([], [])


@pytest.mark.parametrize("id_", ["U0ABC12345", "C0123456789", "W012A3CDE", "D0G9QPY56"])
def test_a_code_beside_an_id_is_still_found(id_: str) -> None:
    assert codes_in(f"<@{id_}> 1722 {id_}") == [1722]
