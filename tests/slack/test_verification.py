# ruff: noqa: RUF001 - digits of another script stand here on purpose
import hashlib
import hmac
import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from bot.slack.verification import WINDOW, Payload, Refused, admit

NOW = 1_700_000_000.0
SECRET = "8f742231b10e8888abcd99baac7b7a2e"
JSON = {"Content-Type": "application/json"}
COMMAND = {"command": "/iissync", "text": "1722", "user_id": "U0ABC12345"}


def signature(body: bytes, timestamp: str, secret: str) -> str:
    """What Slack puts into X-Slack-Signature."""
    message = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def answer_to(
    body: bytes | str, *, secret: str = SECRET, age: float = 0, **more: str
) -> tuple[CIMultiDict[str], bytes]:
    """The headers and the body of a request that Slack signed so many seconds ago."""
    body = body.encode() if isinstance(body, str) else body
    timestamp = str(int(NOW - age))
    signed = signature(body, timestamp, secret)
    headers = {"x-slack-request-timestamp": timestamp, "x-slack-signature": signed}
    return CIMultiDict({**headers, **{name.replace("_", "-"): more[name] for name in more}}), body


def admitted(body: bytes | str, *, age: float = 0, **more: str) -> Payload:
    return admit(*answer_to(body, age=age, **more), [SECRET], NOW)


def refusal(headers: CIMultiDict[str], body: bytes) -> Refused:
    with pytest.raises(Refused) as refused:
        admit(headers, body, [SECRET], NOW)
    return refused.value


# --- what comes in


def test_a_command_comes_in_as_its_form() -> None:
    assert admitted(urlencode(COMMAND)) == COMMAND


def test_an_event_comes_in_as_its_json() -> None:
    event = {"type": "event_callback", "event": {"text": "1722 😀"}}

    assert admitted(json.dumps(event), Content_Type="application/json") == event


def test_what_is_clicked_comes_in_as_the_json_in_its_form() -> None:
    click = {"type": "block_actions", "actions": [{"value": "a&b=c"}]}

    assert admitted("payload=" + quote(json.dumps(click))) == click


@pytest.mark.parametrize(
    "text", ["payload", "payload=1722", "&payload={}", '{"payload": 1}', "a=b&c", "", "ü 😀 %"]
)
def test_a_command_comes_in_whatever_its_text(text: str) -> None:
    assert admitted(urlencode({**COMMAND, "text": text}))["text"] == text


def test_a_check_of_the_certificate_comes_in() -> None:
    assert admitted("ssl_check=1&token=x") == {"ssl_check": "1", "token": "x"}


@pytest.mark.parametrize("age", [0, WINDOW, -WINDOW])
def test_what_slack_signed_within_five_minutes_comes_in(age: float) -> None:
    assert admitted(urlencode(COMMAND), age=age) == COMMAND


@given(st.dictionaries(st.text(), st.text()))
def test_every_form_of_a_command_comes_in_as_it_was_sent(form: dict[str, str]) -> None:
    sent = {"command": "/iissync", **form}

    assert admitted(urlencode(sent)) == sent


# --- what Slack did not sign


@pytest.mark.parametrize(
    ("age", "secret"),
    [(WINDOW + 1, SECRET), (-WINDOW - 1, SECRET), (0, "another secret"), (0, "")],
)
def test_what_is_too_old_or_too_new_or_signed_by_another_is_refused(
    age: float, secret: str
) -> None:
    assert refusal(*answer_to(urlencode(COMMAND), age=age, secret=secret)).status == 401


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
def test_a_header_that_is_missing_or_repeated_is_refused(name: str) -> None:
    missing, body = answer_to(urlencode(COMMAND))
    repeated = missing.copy()
    del missing[name]
    repeated.add(name, repeated[name])

    assert str(refusal(missing, body)) == f"{name} is missing or repeated"
    assert str(refusal(repeated, body)) == f"{name} is missing or repeated"


@pytest.mark.parametrize(
    "timestamp", ["", "now", "-1", "1e9", "1700000000.0", " 1700000000", "١٧٠٠٠٠٠٠٠٠", "1" * 5000]
)
def test_a_timestamp_that_is_no_number_is_refused(timestamp: str) -> None:
    headers, body = answer_to(urlencode(COMMAND))
    headers["X-Slack-Request-Timestamp"] = timestamp
    headers["X-Slack-Signature"] = signature(body, timestamp, SECRET)

    assert refusal(headers, body).status == 401


@pytest.mark.parametrize("signed", ["", "v0=", "v1=00", "\udcff", "ü"])
def test_a_signature_that_is_none_is_refused(signed: str) -> None:
    headers, body = answer_to(urlencode(COMMAND))
    headers["X-Slack-Signature"] = signed

    assert str(refusal(headers, body)) == "the signature is wrong"


@given(st.binary(), st.binary())
def test_a_body_that_was_changed_is_refused(signed: bytes, sent: bytes) -> None:
    headers, _ = answer_to(signed)

    assert signed == sent or refusal(headers, sent).status == 401


# --- what Slack signed and yet holds nothing


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "payload=",
        "payload=%7B",
        "payload=[]",
        "payload=1",
        "text=1722",
        "no form at all",
        '{"a":' * 100_000,
        b"\xff\xfe",
        b"command=%2Fiissync&text=\xff",
    ],
)
def test_what_holds_no_payload_is_refused_as_a_bad_request(body: bytes | str) -> None:
    assert refusal(*answer_to(body)).status == 400


@pytest.mark.parametrize("body", ["1722", '"1722"', "null", "[1722]"])
def test_json_that_is_no_object_is_refused(body: str) -> None:
    assert refusal(*answer_to(body, Content_Type="application/json")).status == 400


def test_a_refusal_for_the_log_quotes_nothing_of_the_body() -> None:
    assert "hunter2" not in str(refusal(*answer_to('{"token": hunter2}')))


@given(st.binary() | st.text().map(str.encode))
def test_any_body_that_slack_signed_is_a_payload_or_a_bad_request(body: bytes) -> None:
    try:
        assert isinstance(admitted(body), dict)
    except Refused as refused:
        assert refused.status == 400  # noqa: PT017 - both ends are right
