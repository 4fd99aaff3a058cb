"""What an operator is shown of the settings: where each comes from, and no secret."""

from pathlib import Path

import pytest

from bot.settings import Variables, setting_names, shown_settings, unknown_variables
from tests.settings.test_settings import APP, BEFORE, BOT, SECRET

SECRETS = {
    "SLACK_BOT_TOKEN": BOT,
    "SLACK_APP_TOKEN": APP,
    "SLACK_SIGNING_SECRET": SECRET,
    "SLACK_SIGNING_SECRET_PREVIOUS": BEFORE,
    "SLACK_SIGNING_SECRET_PREVIOUS_UNTIL": "2026-05-31T18:00:00+02:00",
    "API_TOKEN": f"{BEFORE}-of-the-api",
    "SLACK_API_URL": "https://me:hunter2@slack.example/api/",
    "HTTPS_PROXY": "http://me:hunter2@proxy.example:3128",
    "HTTP_PROXY": "http://me:hunter2@proxy.example:3128",
    "DATABASE_URL": "postgresql+psycopg://me:hunter2@db/team?sslpassword=hunter2",
}


def shown(environment: dict[str, str], file: dict[str, str] | None = None) -> dict[str, str]:
    variables = Variables(environment, file or {}, Path("/opt/bot"))
    return {each.name: f"{each.value} [{each.origin}]" for each in shown_settings(variables)}


def test_secrets_are_masked() -> None:
    settings = shown(SECRETS)

    assert settings["SLACK_BOT_TOKEN"] == "xoxb-… [environment]"
    assert settings["SLACK_APP_TOKEN"] == "xapp-… [environment]"
    assert settings["SLACK_SIGNING_SECRET"] == "… [environment]"
    assert settings["API_TOKEN"] == "… [environment]"
    assert settings["SLACK_API_URL"] == "https://…@slack.example/api/ [environment]"
    assert settings["HTTPS_PROXY"] == "http://…@proxy.example:3128 [environment]"
    assert settings["DATABASE_URL"] == "postgresql+psycopg://… [environment]"
    for secret in (BOT, APP, SECRET, BEFORE, "hunter2"):
        assert secret not in str(settings)


def test_each_setting_has_its_origin(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(BOT, "utf-8")
    settings = shown(
        {"SLACK_BOT_TOKEN_FILE": str(token), "PORT": "8080", "https_proxy": "http://proxy:1"},
        {"REVIEWERS": "U024BE7LJ U024BE7LH", "SELF_REVIEW": "1"},
    )

    assert settings["SLACK_BOT_TOKEN"] == "xoxb-… [file in SLACK_BOT_TOKEN_FILE]"
    assert settings["PORT"] == "8080 [environment]"
    assert settings["https_proxy"] == "http://proxy:1 [environment]"
    assert settings["REVIEWERS"] == "U024BE7LH, U024BE7LJ [.env]"
    assert settings["SELF_REVIEW"] == "1 [.env]"
    assert settings["DATABASE_URL"] == "sqlite:////opt/bot/iissync.db [default]"
    assert settings["REVIEW_CHANNEL"] == " [default]"


def test_a_wrong_setting_is_shown_without_its_value() -> None:
    settings = shown({"PORT": "hunter2", "DATABASE_URL": "hunter2", "SLACK_APP_TOKEN_FILE": "/no"})

    assert settings["PORT"] == "malformed [environment]"
    assert settings["DATABASE_URL"] == "malformed [environment]"
    assert settings["SLACK_APP_TOKEN"] == " [not readable]"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("SLACK_BOT_TOKN", ": did you mean SLACK_BOT_TOKEN?"),
        ("slack_bot_token", ": did you mean SLACK_BOT_TOKEN?"),
        ("SLACK_BOT_TOKEN_FIL", ": did you mean SLACK_BOT_TOKEN_FILE?"),
        ("SLACK_WEBHOOK", ""),
        ("IISSYNC_DATABASE", ""),
        ("DATABASE_URI", ": did you mean DATABASE_URL?"),
        ("REVIEWER", ": did you mean REVIEWERS?"),
    ],
)
def test_a_variable_that_is_like_a_setting_is_reported(name: str, message: str) -> None:
    variables = Variables({name: "hunter2"})

    assert unknown_variables(variables) == (
        f"{name} in the environment is no setting of the bot{message}",
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [("PORTS", ": did you mean PORT?"), ("HTP_PROXY", ": did you mean HTTP_PROXY?"), ("TZ", "")],
)
def test_every_unknown_variable_of_the_env_file_is_reported(name: str, message: str) -> None:
    variables = Variables({}, {name: "hunter2"})

    assert unknown_variables(variables) == (f"{name} in .env is no setting of the bot{message}",)


def test_unknown_variables_are_reported_in_the_order_of_their_names() -> None:
    names = ("SLACK_WEBHOOK", "HOST", "DATABASE_URI", "IISSYNC_DATABASE")
    messages = unknown_variables(Variables(dict.fromkeys(names, "")))

    assert [message.partition(" ")[0] for message in messages] == [
        "DATABASE_URI",
        "IISSYNC_DATABASE",
        "SLACK_WEBHOOK",
    ]


def test_a_proxy_in_small_letters_is_known_in_the_env_file_too() -> None:
    assert unknown_variables(Variables({}, {"https_proxy": "http://proxy:1"})) == ()


def test_lines_of_the_env_file_that_are_no_assignments_are_reported_by_their_numbers() -> None:
    variables = Variables({}, {"TZ": "x"}, None, (2, 7))

    assert unknown_variables(variables) == (
        "lines 2, 7 of .env are ignored: write NAME=value",
        "TZ in .env is no setting of the bot",
    )


def test_settings_that_the_env_file_has_twice_are_reported() -> None:
    variables = Variables({}, {"PORT": "2"}, None, (), ("NOTE", "PORT"))

    assert unknown_variables(variables) == (
        "PORT is set more than once in .env: the last line counts",
    )


def test_variables_of_other_programs_are_not_reported() -> None:
    others = ["PATH", "VHOST", "PORTS", "FTP_PROXY", "SSL_CERT_DIR", "CREDENTIALS_DIRECTORY"]
    others += ["NIX_SSL_CERT_FILE", "MYAPP_DATABASE_URL"]
    kubernetes = ["IISSYNC_BOT_SERVICE_HOST", "IISSYNC_BOT_SERVICE_PORT_HTTP"]
    kubernetes += ["IISSYNC_BOT_PORT", "SLACK_PROXY_PORT_3001_TCP_ADDR"]
    known = [*setting_names(), "https_proxy"]

    assert unknown_variables(Variables(dict.fromkeys([*others, *kubernetes, *known], ""))) == ()
