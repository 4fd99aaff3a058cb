from bot.replies.small_talk import help_reply
from tests.replies.accepted import accepted


def test_help_lists_every_way_to_ask() -> None:
    reply = accepted(help_reply())
    ways = (
        "/iissync 2148598792",
        "@iissync 1722",
        "in a thread",
        "direct message",
        "/iissync search",
        "/iissync list",
        "/iissync add",
        "/iissync history",
        "/iissync unknown",
        "/iissync stats",
    )

    assert [way for way in ways if way not in reply.plain] == []
    assert "Decode status codes" in reply.plain
    assert "Look up a status code" in reply.plain
    assert "Workflow Builder" in reply.plain


def test_help_says_what_to_do_if_iissync_prints_no_status() -> None:
    assert "install the server certificate on the other node too (Q288207)" in help_reply().plain
