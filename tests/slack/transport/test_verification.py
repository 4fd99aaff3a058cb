# ruff: noqa: RUF001 - digits of another script are intended
import hashlib
import hmac
import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from bot.slack.payloads.installation import Body
from bot.slack.transport.verification import TOLERANCE, RequestRejected, verified_payload

NOW = 1_700_000_000.0
SECRET = "8f742231b10e8888abcd99baac7b7a2e"
JSON = {"Content-Type": "application/json"}
COMMAND = {"command": "/iissync", "text": "1722", "user_id": "U0ABC12345"}


def signature(body: bytes, timestamp: str, secret: str) -> str:
    """What Slack puts into X-Slack-Signature."""
    message = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def signed_request(
    body: bytes | str, *, secret: str = SECRET, age: float = 0, **more: str
) -> tuple[CIMultiDict[str], bytes]:
    """The headers and the body of a request that Slack signed so many seconds ago."""
    body = body.encode() if isinstance(body, str) else body
    timestamp = str(int(NOW - age))
    signed = signature(body, timestamp, secret)
    headers = {"x-slack-request-timestamp": timestamp, "x-slack-signature": signed}
    return CIMultiDict({**headers, **{name.replace("_", "-"): more[name] for name in more}}), body


def accepted(body: bytes | str, *, age: float = 0, **more: str) -> Body:
    return verified_payload(*signed_request(body, age=age, **more), [SECRET], NOW)


def rejection(headers: CIMultiDict[str], body: bytes) -> RequestRejected:
    with pytest.raises(RequestRejected) as rejected:
        verified_payload(headers, body, [SECRET], NOW)
    return rejected.value


# --- accepted requests


def test_the_payload_of_a_command_is_its_form() -> None:
    assert accepted(urlencode(COMMAND)) == COMMAND


def test_the_payload_of_an_event_is_its_json() -> None:
    event = {"type": "event_callback", "event": {"text": "1722 😀"}}

    assert accepted(json.dumps(event), Content_Type="application/json") == event


def test_the_payload_of_an_interaction_is_the_json_in_its_form() -> None:
    click = {"type": "block_actions", "actions": [{"value": "a&b=c"}]}

    assert accepted("payload=" + quote(json.dumps(click))) == click


@pytest.mark.parametrize(
    "text", ["payload", "payload=1722", "&payload={}", '{"payload": 1}', "a=b&c", "", "ü 😀 %"]
)
def test_a_command_may_have_any_text(text: str) -> None:
    assert accepted(urlencode({**COMMAND, "text": text}))["text"] == text


def test_a_check_of_the_certificate_is_accepted() -> None:
    assert accepted("ssl_check=1&token=x") == {"ssl_check": "1", "token": "x"}


@pytest.mark.parametrize("age", [0, TOLERANCE, -TOLERANCE])
def test_a_request_that_was_signed_within_five_minutes_is_accepted(age: float) -> None:
    assert accepted(urlencode(COMMAND), age=age) == COMMAND


@given(st.dictionaries(st.text(), st.text()))
def test_the_payload_of_a_command_has_every_field_that_was_sent(form: dict[str, str]) -> None:
    sent = {"command": "/iissync", **form}

    assert accepted(urlencode(sent)) == sent


# --- requests that Slack did not sign


@pytest.mark.parametrize(
    ("age", "secret"),
    [(TOLERANCE + 1, SECRET), (-TOLERANCE - 1, SECRET), (0, "another secret"), (0, "")],
)
def test_an_old_or_future_or_wrongly_signed_request_is_rejected(age: float, secret: str) -> None:
    assert rejection(*signed_request(urlencode(COMMAND), age=age, secret=secret)).status == 401


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
def test_a_missing_or_repeated_header_is_rejected(name: str) -> None:
    missing, body = signed_request(urlencode(COMMAND))
    repeated = missing.copy()
    del missing[name]
    repeated.add(name, repeated[name])

    assert str(rejection(missing, body)) == f"{name} is missing or repeated"
    assert str(rejection(repeated, body)) == f"{name} is missing or repeated"


@pytest.mark.parametrize(
    "timestamp", ["", "now", "-1", "1e9", "1700000000.0", " 1700000000", "١٧٠٠٠٠٠٠٠٠", "1" * 5000]
)
def test_a_timestamp_that_is_not_a_number_is_rejected(timestamp: str) -> None:
    headers, body = signed_request(urlencode(COMMAND))
    headers["X-Slack-Request-Timestamp"] = timestamp
    headers["X-Slack-Signature"] = signature(body, timestamp, SECRET)

    assert rejection(headers, body).status == 401


@pytest.mark.parametrize("signed", ["", "v0=", "v1=00", "\udcff", "ü"])
def test_a_malformed_signature_is_rejected(signed: str) -> None:
    headers, body = signed_request(urlencode(COMMAND))
    headers["X-Slack-Signature"] = signed

    assert str(rejection(headers, body)) == "the signature is wrong"


@given(st.binary(), st.binary())
def test_a_changed_body_is_rejected(signed: bytes, sent: bytes) -> None:
    headers, _ = signed_request(signed)

    assert signed == sent or rejection(headers, sent).status == 401


# --- signed requests without a payload


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
def test_a_body_without_a_payload_is_a_bad_request(body: bytes | str) -> None:
    assert rejection(*signed_request(body)).status == 400


@pytest.mark.parametrize("body", ["1722", '"1722"', "null", "[1722]"])
def test_json_that_is_not_an_object_is_a_bad_request(body: str) -> None:
    assert rejection(*signed_request(body, Content_Type="application/json")).status == 400


def test_a_rejection_in_the_log_quotes_nothing_of_the_body() -> None:
    assert "hunter2" not in str(rejection(*signed_request('{"token": hunter2}')))


@given(st.binary() | st.text().map(str.encode))
def test_any_body_that_slack_signed_is_a_payload_or_a_bad_request(body: bytes) -> None:
    try:
        assert isinstance(accepted(body), dict)
    except RequestRejected as rejected:
        assert rejected.status == 400  # noqa: PT017 - both outcomes are right
