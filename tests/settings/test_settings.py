from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import (
    SLACK_API,
    AppKind,
    OAuthApp,
    Proxies,
    Settings,
    SettingsError,
    Variables,
    database_url,
    ops_address,
    shown_settings,
)

BOT, APP = "xoxb-1234567890-abcdef", "xapp-1-A0ABC12345-abcdef"
SECRET = "8f742231b10e8888abcd99baac7b7a2e"
BEFORE = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
SOCKET_MODE = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}
HTTP = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SECRET}


def faults_of(values: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        Settings.from_mapping(values)
    return refused.value.faults


def test_an_app_token_means_socket_mode() -> None:
    settings = Settings.from_mapping(SOCKET_MODE)

    assert settings.socket_mode
    assert (settings.bot_token, settings.app_token, settings.signing_secret) == (BOT, APP, None)


def test_a_signing_secret_alone_means_http() -> None:
    settings = Settings.from_mapping(HTTP)

    assert not settings.socket_mode
    assert settings.signing_secret == SECRET


def test_with_both_it_is_socket_mode() -> None:
    assert Settings.from_mapping({**SOCKET_MODE, **HTTP}).socket_mode


@pytest.mark.parametrize("empty", [{}, {"HOST": "", "PORT": " ", "LOG_LEVEL": "\t"}])
def test_what_is_not_set_or_empty_has_a_default(empty: dict[str, str]) -> None:
    settings = Settings.from_mapping({**HTTP, **empty})

    assert (settings.api_url, settings.host, settings.port) == (SLACK_API, "127.0.0.1", 3000)
    assert (settings.ops_host, settings.ops_port) == ("127.0.0.1", 3001)
    assert (settings.log_level, settings.proxies) == ("INFO", Proxies())


def test_what_is_set_is_taken_without_the_blanks_around_it() -> None:
    values = {**HTTP, "HOST": " 0.0.0.0 ", "PORT": "8080\n", "LOG_LEVEL": "debug"}
    settings = Settings.from_mapping(values)

    assert (settings.host, settings.port, settings.log_level) == ("0.0.0.0", 8080, "DEBUG")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/api", "http://127.0.0.1:8000/api/"])
def test_slacks_address_may_end_with_a_slash_or_not(url: str) -> None:
    settings = Settings.from_mapping({**HTTP, "SLACK_API_URL": url})

    assert settings.api_url == "http://127.0.0.1:8000/api/"


def test_a_proxy_in_small_letters_goes_before_one_in_capitals() -> None:
    proxies = {"https_proxy": "http://small:1", "HTTPS_PROXY": "http://big:1", "NO_PROXY": "a,b"}

    assert Settings.from_mapping({**HTTP, **proxies}).proxies == Proxies(
        http=None, https="http://small:1", no_proxy="a,b"
    )


def test_without_settings_for_the_team_nobody_reviews_and_a_file_keeps_it() -> None:
    settings = Settings.from_mapping(HTTP)

    assert (settings.database_url, settings.ssl_cert_file) == ("sqlite:///iissync.db", None)
    assert (settings.reviewers, settings.review_channel) == (frozenset(), None)
    assert (settings.self_review, settings.keep_asked_days) == (False, 90)
    assert settings.default_context is None


@pytest.mark.parametrize(
    "text", ["U024BE7LH,W024BE7LJ", " U024BE7LH , W024BE7LJ, ", "U024BE7LH W024BE7LJ\tU024BE7LH"]
)
def test_reviewers_are_told_with_commas_or_blanks_between_them(text: str) -> None:
    settings = Settings.from_mapping({**HTTP, "REVIEWERS": text})

    assert settings.reviewers == {"U024BE7LH", "W024BE7LJ"}


@pytest.mark.parametrize(("text", "switch"), [("1", True), ("0", False), ("", False)])
def test_self_review_is_on_or_off(text: str, switch: bool) -> None:  # noqa: FBT001 - a column
    assert Settings.from_mapping({**HTTP, "SELF_REVIEW": text}).self_review is switch


@pytest.mark.parametrize("url", ["sqlite:////var/team.db", "postgresql+psycopg://me@db/team"])
def test_where_the_team_keeps_what_it_learns_and_who_reviews_it_where(url: str) -> None:
    more = {"DATABASE_URL": url, "REVIEW_CHANNEL": "C024BE91L", "KEEP_ASKED_DAYS": "3650"}
    more["DEFAULT_CONTEXT"] = "IISSYNC"
    settings = Settings.from_mapping({**HTTP, **more})

    assert (settings.database_url, settings.review_channel) == (url, "C024BE91L")
    assert (settings.keep_asked_days, settings.default_context) == (3650, "iissync")


def test_the_database_alone_can_be_asked_for() -> None:
    given = Variables({"DATABASE_URL": " sqlite:///team.db "})

    assert database_url(Variables({})) == "sqlite:///iissync.db"
    assert database_url(given) == "sqlite:///team.db"
    with pytest.raises(SettingsError, match=r"\ADATABASE_URL must begin with sqlite:///"):
        database_url(Variables({"DATABASE_URL": "team.db"}))


@pytest.mark.parametrize(
    ("url", "folder", "absolute"),
    [
        ("", "/opt/bot", "sqlite:////opt/bot/iissync.db"),
        ("sqlite:///team.db", "/opt/bot", "sqlite:////opt/bot/team.db"),
        ("sqlite:////var/team.db", "/opt/bot", "sqlite:////var/team.db"),
        ("sqlite:///:memory:", "/opt/bot", "sqlite:///:memory:"),
        ("sqlite:///", "/opt/bot", "sqlite:///"),
        ("sqlite:///team.db", "/opt/what?", "sqlite:///team.db"),
        ("postgresql+psycopg://me@db/team", "/opt/bot", "postgresql+psycopg://me@db/team"),
    ],
)
def test_the_file_of_a_database_is_looked_for_in_the_folder_of_the_settings(
    url: str, folder: str, absolute: str
) -> None:
    variables = Variables({"DATABASE_URL": url}, folder=Path(folder))

    assert database_url(variables) == absolute
    settings = Settings.from_variables(Variables({**HTTP, "DATABASE_URL": url}, {}, Path(folder)))
    assert settings.database_url == absolute


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-12345678"),
        ("SLACK_SIGNING_SECRET", "0123456789abcdef"),
        ("PORT", "1"),
        ("PORT", "65535"),
        ("OPS_PORT", "0"),
        ("API_PORT", "0"),
        ("API_TOKEN", "0" * 32),
        ("API_TOKEN", "Zm9v-Ym_Fy.~YmF6+cXV4/MTIzNDU2Nw=="),
        ("KEEP_ASKED_DAYS", "1"),
        ("REVIEWERS", "U12345"),
        ("REVIEW_CHANNEL", "G0123456789ABCDEFGHIJ"),
    ],
)
def test_the_shortest_the_least_and_the_largest_value_is_accepted(name: str, value: str) -> None:
    shown = shown_settings(Variables({**HTTP, name: value}))

    assert {each.name: each.value for each in shown}[name] != "malformed"


def test_the_secret_before_is_accepted_until_its_time() -> None:
    names = ("SLACK_SIGNING_SECRET_PREVIOUS", "SLACK_SIGNING_SECRET_PREVIOUS_UNTIL")
    values = dict(zip(names, (BEFORE, "1970-01-01T01:00:10+01:00"), strict=True))
    settings = Settings.from_mapping({**HTTP, **values})

    assert settings.signing_secrets(9.9) == (SECRET, BEFORE)
    assert settings.signing_secrets(10) == (SECRET,)
    assert BEFORE not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "missing"),
    [
        ("SLACK_SIGNING_SECRET_PREVIOUS", BEFORE, "SLACK_SIGNING_SECRET_PREVIOUS_UNTIL"),
        (
            "SLACK_SIGNING_SECRET_PREVIOUS_UNTIL",
            "2026-05-31T18:00:00Z",
            "SLACK_SIGNING_SECRET_PREVIOUS",
        ),
    ],
)
def test_the_secret_before_and_its_time_go_together(name: str, value: str, missing: str) -> None:
    assert faults_of({**HTTP, name: value}) == (f"{missing} is missing: {name} needs it",)


def test_health_is_asked_for_where_the_settings_say() -> None:
    given = Variables({"OPS_HOST": "::1", "OPS_PORT": "9100"})

    assert ops_address(Variables({})) == ("127.0.0.1", 3001)
    assert ops_address(given) == ("::1", 9100)
    assert Settings.from_mapping({**HTTP, "OPS_PORT": "0"}).ops_port == 0


@pytest.mark.parametrize("port", ["0", "health"])
def test_health_cannot_be_asked_for_at_no_port(port: str) -> None:
    with pytest.raises(SettingsError, match=r"\AOPS_PORT "):
        ops_address(Variables({"OPS_PORT": port}))


def test_certificates_of_ones_own_are_a_pem_file(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(path)
    settings = Settings.from_mapping({**HTTP, "SSL_CERT_FILE": str(path)})

    assert settings.ssl_cert_file == str(path)


def test_everything_that_is_missing_is_told_at_once() -> None:
    first, second = faults_of({})

    assert first.startswith(
        "SLACK_BOT_TOKEN is missing: the bot's token, xoxb-…. Copy the Bot User "
    )
    assert second.startswith("SLACK_APP_TOKEN is missing: ")
    assert second.endswith("or set SLACK_SIGNING_SECRET for HTTP")


def test_everything_that_is_malformed_is_told_at_once_and_in_words() -> None:
    values = {"SLACK_BOT_TOKEN": "hunter2", "PORT": "http", "LOG_LEVEL": "loud"}
    values["KEEP_ASKED_DAYS"] = "all"
    faults = faults_of({**HTTP, **values, "SLACK_API_URL": "slack.com"})

    assert {fault.partition(". ")[0] for fault in faults} == {
        "SLACK_BOT_TOKEN must start with xoxb-",
        "SLACK_API_URL must be an http or https address, such as https://slack.com/api/",
        "PORT must be a number from 1 to 65535",
        "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR",
        "KEEP_ASKED_DAYS must be a number of days from 1 to 3650",
    }


def test_the_error_reads_as_one_problem_a_line() -> None:
    with pytest.raises(SettingsError, match=r"\ASLACK_BOT_TOKEN .+\nSLACK_APP_TOKEN .+\Z"):
        Settings.from_mapping({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", APP),
        ("SLACK_BOT_TOKEN", "xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-1234567"),
        ("SLACK_BOT_TOKEN", "xoxb-your-token-here"),
        ("SLACK_BOT_TOKEN", "xoxb-…123456789012"),
        ("SLACK_APP_TOKEN", BOT),
        ("SLACK_APP_TOKEN", "xapp-<paste it here>"),
        ("SLACK_SIGNING_SECRET", "0123456789abcde"),
        ("SLACK_SIGNING_SECRET", "your-signing-secret"),
        ("SLACK_SIGNING_SECRET", "two words of some length"),
        ("SLACK_SIGNING_SECRET", "ü" * 32),
        ("SLACK_API_URL", "ftp://slack.com/api/"),
        ("SLACK_API_URL", "https:///api"),
        ("SLACK_API_URL", "http://[/"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "٣٠٠٠"),
        ("PORT", "3000.0"),
        ("OPS_PORT", "65536"),
        ("OPS_PORT", "-0"),
        ("LOG_LEVEL", "5"),
        ("SLACK_BOT_TOKEN", "xoxb-1234567890 abcdef"),
        ("SLACK_BOT_TOKEN", "xoxb-1234567890-abcdéf"),
        ("SLACK_BOT_TOKEN", "xoxb-1234567890\tabcdef"),
        ("SLACK_APP_TOKEN", "xapp-1234567890\x00abcdef"),
        ("HTTPS_PROXY", "proxy.corp.example:3128"),
        ("HTTPS_PROXY", "https://proxy.example.com"),
        ("https_proxy", "socks5://proxy.example.com:1080"),
        ("HTTP_PROXY", "http://proxy.example.com:0"),
        ("http_proxy", "http://:8080"),
        ("SSL_CERT_FILE", "/no/such/file.pem"),
        ("SSL_CERT_FILE", "pyproject.toml"),
        ("DATABASE_URL", "mysql://me:hunter2@db/team"),
        ("DATABASE_URL", "team.db"),
        ("DATABASE_URL", "postgresql://db/team"),
        ("REVIEWERS", "ann"),
        ("REVIEWERS", "U024BE7LH, <@U024BE7LJ>"),
        ("REVIEWERS", ", ,"),
        ("REVIEW_CHANNEL", "#reviews"),
        ("REVIEW_CHANNEL", "D024BE7LH"),
        ("SELF_REVIEW", "yes"),
        ("SLACK_APP_KIND", "unlisted"),
        ("API_PORT", "65536"),
        ("API_TOKEN", "0" * 31),
        ("API_TOKEN", f"your-{'0' * 32}"),
        ("API_TOKEN", f"{'0' * 32} {'0' * 32}"),
        ("API_TOKEN", f"{'0' * 32}=0"),
        ("API_TOKEN", "ü" * 32),
        ("DEFAULT_CONTEXT", "windows"),
        ("KEEP_ASKED_DAYS", "00"),
        ("KEEP_ASKED_DAYS", "3651"),
        ("KEEP_ASKED_DAYS", "٩٠"),
    ],
)
def test_a_malformed_value_is_refused_by_its_name(name: str, value: str) -> None:
    (fault,) = faults_of({**HTTP, name: value})

    assert fault.startswith(
        tuple(
            f"{name} {words}" for words in ("must ", "looks like a ", "has a blank", "is cut off")
        )
    )
    assert value not in fault


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("xoxb-your-bot-token", "looks like a placeholder. Copy the Bot User OAuth Token"),
        ("xoxb-1234567890 abcdef", "has a blank in it, or a character that no secret of Slack's"),
        ("xoxb-1234", "is cut off: it is longer in Slack. Copy the Bot User OAuth Token"),
    ],
)
def test_what_is_wrong_with_a_token_is_told_apart(value: str, says: str) -> None:
    (fault,) = faults_of({**HTTP, "SLACK_BOT_TOKEN": value})

    assert fault.startswith(f"SLACK_BOT_TOKEN {says}")


@pytest.mark.parametrize("until", ["soon", "2026-05-31T18:00:00"])
def test_a_time_without_a_zone_or_that_is_none_is_refused(until: str) -> None:
    values = {"SLACK_SIGNING_SECRET_PREVIOUS": BEFORE}
    values["SLACK_SIGNING_SECRET_PREVIOUS_UNTIL"] = until

    (fault,) = faults_of({**HTTP, **values})
    assert fault.startswith("SLACK_SIGNING_SECRET_PREVIOUS_UNTIL must be a time with its zone")


def test_a_malformed_app_token_is_not_called_missing() -> None:
    (fault,) = faults_of({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": "hunter2"})

    assert fault.startswith("SLACK_APP_TOKEN must start with xapp-. Generate one in ")


@pytest.mark.parametrize(
    ("name", "token", "kind"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1234567890-abcdef", "the token of a user"),
        ("SLACK_BOT_TOKEN", APP, "an app-level token"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-abcdef", "a token that expires: turn token rotation off"),
        ("SLACK_APP_TOKEN", BOT, "the token of a bot"),
    ],
)
def test_a_token_of_another_kind_is_named(name: str, token: str, kind: str) -> None:
    (fault,) = faults_of({**SOCKET_MODE, name: token})

    assert f", and this is {kind}" in fault
    assert token not in fault


@pytest.mark.parametrize("token", [BOT, APP])
def test_a_token_in_the_place_of_the_signing_secret_is_named(token: str) -> None:
    (fault,) = faults_of({**HTTP, "SLACK_SIGNING_SECRET": token})

    assert fault.startswith("SLACK_SIGNING_SECRET is ")
    assert fault.endswith(": copy the secret from Basic Information, App Credentials")
    assert token not in fault


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "LOG_LEVEL"])
@pytest.mark.parametrize("mark", ['"', "'"])
def test_quotes_that_would_count_as_a_part_of_the_value_are_named(name: str, mark: str) -> None:
    values = {"LOG_LEVEL": "INFO", **HTTP}
    (fault,) = faults_of({**values, name: f"{mark}{values[name]}{mark}"})

    assert fault == f"{name} is in quotes, which count as a part of it here: write it without"


def test_one_quote_is_a_value_like_any_other() -> None:
    (fault,) = faults_of({**HTTP, "LOG_LEVEL": '"'})

    assert fault.startswith("LOG_LEVEL must be one of")


def test_secrets_do_not_show() -> None:
    proxies = {"HTTPS_PROXY": "http://me:hunter2@proxy:3128"}
    database = {"DATABASE_URL": "postgresql+psycopg://me:hunter2@db/team"}
    api = {"API_TOKEN": BEFORE}
    shown = repr(Settings.from_mapping({**SOCKET_MODE, **HTTP, **proxies, **database, **api}))

    assert [secret for secret in (BOT, APP, SECRET, BEFORE, "hunter2") if secret in shown] == []


NAMES = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL", "HOST"]
NAMES += ["PORT", "LOG_LEVEL", "HTTPS_PROXY", "NO_PROXY", "DATABASE_URL", "REVIEWERS"]
NAMES += ["REVIEW_CHANNEL", "SELF_REVIEW", "KEEP_ASKED_DAYS", "SSL_CERT_FILE"]
NAMES += ["SLACK_SIGNING_SECRET_PREVIOUS", "SLACK_SIGNING_SECRET_PREVIOUS_UNTIL"]
NAMES += ["SLACK_APP_KIND", "DEFAULT_CONTEXT", "API_TOKEN", "API_HOST", "API_PORT"]
NAMES += ["OPS_HOST", "OPS_PORT", "DATABASE_URL_FILE", "SLACK_BOT_TOKEN_FILE"]


@given(st.dictionaries(st.sampled_from(NAMES), st.text() | st.sampled_from([BOT, APP, SECRET])))
def test_any_mapping_gives_settings_or_their_problems(values: dict[str, str]) -> None:
    try:
        settings = Settings.from_mapping(values)
    except SettingsError as refused:
        assert all(fault.split()[0] in NAMES for fault in refused.faults)  # noqa: PT017
    else:
        assert settings.socket_mode or settings.signing_secret


LINK = {
    "SLACK_CLIENT_ID": "1111111111.2222222222",
    "SLACK_CLIENT_SECRET": SECRET,
    "SLACK_SIGNING_SECRET": SECRET,
    "PUBLIC_URL": "https://bot.example.com/",
    "TOKEN_KEYS": f"{'A' * 43}=, {'B' * 43}=",
}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (SOCKET_MODE, AppKind.INTERNAL),
        ({**HTTP, "SLACK_APP_KIND": "Marketplace"}, AppKind.MARKETPLACE),
        ({**HTTP, "SLACK_APP_KIND": "distributed"}, AppKind.DISTRIBUTED),
        (LINK, AppKind.DISTRIBUTED),
        ({**LINK, "SLACK_APP_KIND": "internal"}, AppKind.INTERNAL),
    ],
)
def test_an_app_that_is_installed_by_a_link_counts_as_distributed_unless_it_says_otherwise(
    values: dict[str, str], kind: AppKind
) -> None:
    assert Settings.from_mapping(values).app_kind is kind


def test_an_app_that_is_installed_by_a_link_has_no_token_of_its_own() -> None:
    settings = Settings.from_mapping(LINK)

    assert settings.oauth == OAuthApp(
        "1111111111.2222222222",
        SECRET,
        "https://bot.example.com",
        (f"{'A' * 43}=", f"{'B' * 43}="),
    )
    assert (settings.bot_token, settings.socket_mode) == ("", False)
    assert not {SECRET, "AAAA"} & set(repr(settings).split("'"))


def test_the_app_that_is_installed_by_a_link_may_be_an_agent() -> None:
    settings = Settings.from_mapping({**LINK, "SLACK_ASSISTANT": "1"})

    assert settings.oauth
    assert settings.oauth.assistant


def test_an_app_that_is_installed_by_a_link_may_use_socket_mode() -> None:
    settings = Settings.from_mapping({**LINK, "SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": APP})

    assert (settings.socket_mode, settings.oauth is not None) == (True, True)


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"SLACK_SIGNING_SECRET": ""}, ["SLACK_SIGNING_SECRET is missing: HTTP needs it."]),
        (
            {"SLACK_CLIENT_SECRET": "", "PUBLIC_URL": ""},
            [
                "SLACK_CLIENT_SECRET is missing: SLACK_CLIENT_ID needs it. Copy it from Basic",
                "PUBLIC_URL is missing: SLACK_CLIENT_ID needs it. It is the https address",
            ],
        ),
        (
            {"TOKEN_KEYS": ""},
            ["TOKEN_KEYS is missing: SLACK_CLIENT_ID needs it. `python -m bot tokens key` prints"],
        ),
        ({"PUBLIC_URL": "", "TOKEN_KEYS": ""}, ["PUBLIC_URL is missing", "TOKEN_KEYS is missing"]),
        ({"SLACK_BOT_TOKEN": BOT}, ["SLACK_BOT_TOKEN is for the app of one workspace: remove it"]),
        (
            {"SLACK_APP_TOKEN": APP, "OPS_PORT": "3000"},
            ["OPS_PORT is the same as PORT"],
        ),
        ({"SLACK_CLIENT_ID": "A0B1"}, ["SLACK_CLIENT_ID must be two numbers with a dot"]),
        ({"PUBLIC_URL": "http://bot.example.com"}, ["PUBLIC_URL must be an https address"]),
        ({"PUBLIC_URL": "https://bot.example.com?a=b"}, ["PUBLIC_URL must be an https address"]),
        ({"TOKEN_KEYS": "secret"}, ["TOKEN_KEYS must be keys that `python -m bot tokens key`"]),
        ({"TOKEN_KEYS": ","}, ["TOKEN_KEYS must be keys that `python -m bot tokens key`"]),
    ],
)
def test_what_is_wrong_with_the_settings_of_a_link_is_told(
    values: dict[str, str], faults: list[str]
) -> None:
    found = faults_of({**LINK, **values})

    assert len(found) == len(faults)
    assert all(fault.startswith(start) for fault, start in zip(found, faults, strict=True))


def test_two_servers_have_two_ports() -> None:
    ports = {"PORT": "8080", "OPS_PORT": "8080"}

    assert faults_of({**HTTP, **ports}) == (
        "OPS_PORT is the same as PORT: each needs a port of its own",
    )
    assert Settings.from_mapping({**HTTP, **ports, "OPS_HOST": "10.0.0.7"}).ops_port == 8080
    assert Settings.from_mapping({**SOCKET_MODE, **ports}).ops_port == 8080


def test_three_servers_have_three_ports() -> None:
    ports = {"PORT": "8080", "OPS_PORT": "8081", "API_PORT": "8080"}
    same = {**HTTP, **ports, "OPS_PORT": "8080", "API_TOKEN": BEFORE}

    assert Settings.from_mapping({**HTTP, **ports}).api_port == 8080
    assert faults_of({**HTTP, **ports, "API_TOKEN": BEFORE}) == (
        "API_PORT is the same as PORT: each needs a port of its own",
    )
    assert [fault.partition(":")[0] for fault in faults_of(same)] == [
        "OPS_PORT is the same as PORT",
        "API_PORT is the same as PORT",
        "API_PORT is the same as OPS_PORT",
    ]
    free = {"OPS_PORT": "0", "API_PORT": "0", "API_TOKEN": BEFORE}
    assert Settings.from_mapping({**HTTP, **free}).api_port == 0


def test_scripts_decode_only_if_there_is_a_token_for_them() -> None:
    without = Settings.from_mapping({**HTTP, "API_HOST": "0.0.0.0", "API_PORT": "8082"})
    settings = Settings.from_mapping({**HTTP, "API_TOKEN": BEFORE})

    assert (without.api_token, without.api_host, without.api_port) == (None, "0.0.0.0", 8082)
    assert settings.api_token == BEFORE
    assert (settings.api_host, settings.api_port) == ("127.0.0.1", 3002)
