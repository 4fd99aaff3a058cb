"""Fault 56: no password of any DATABASE_URL and no quotation of a driver or server is shown."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from bot.__main__ import main
from bot.database.schema import upgrade
from bot.team.export_file import export_lines
from bot.team.sql_store import SqlStore
from tests.database.cluster import Cluster
from tests.fake_slack.slack import Slack
from tests.faults.processes import USUAL_START
from tests.team.entries import published
from tests.team.values import HERE, draft

SETTINGS = {
    "SLACK_BOT_TOKEN": Slack.bot_token,
    "SLACK_APP_TOKEN": Slack.app_token,
    "SLACK_API_URL": "http://127.0.0.1:9/",
    "OPS_PORT": "0",
    "LOG_LEVEL": "DEBUG",
}
AT, DB = "@127.0.0.1:1/team", "127.0.0.1:1/team"
REFUSED = f"postgresql {DB}: nothing listens at that host and port"
BEGIN = "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://"
ENCODE, NO_URL = "write them as %40 and %3F", "is the password encoded?"
NO_HOSTS = "a host or a port is malformed"
NO_PARAMETER = "it has a parameter that PostgreSQL does not know"
# Each secret, and each piece of one, has "hush" in it.
WITH_DRIVER = {
    f"bot:hush{AT}": REFUSED,
    f"bot:%68ush%2Fhush%40{AT}": REFUSED,
    f"bot:hush/hush#hush[hush]hush%{AT}": REFUSED,
    f"{DB}?user=bot&password=hush": REFUSED,
    f"{DB}?user=bot&passfile=/hush/hush&sslpassword=hush&sslkey=/hush": REFUSED,
    f"{DB}?password=hush&password=hush": REFUSED,
    "bot:hush@/team?host=127.0.0.1:1&host=127.0.0.1:2": (
        "postgresql 127.0.0.1,127.0.0.1:1,2/team: nothing listens"
    ),
    "bot:hush@127.0.0.1:1/team&password=hush": "127.0.0.1:1/[not shown]: nothing listens",
    "bot:hush@/?host=/no/such/folder": "postgresql /no/such/folder: nothing listens at that socket",
    f"bot:hush@hush{AT}": ENCODE,
    f"bot:hush@hush:hush{AT}": NO_URL,
    f"bot:hush?hush{AT}": ENCODE,
    f"bo/t:hush{AT}": ENCODE,
    f"{DB}?user=bot&password=hush@hush": ENCODE,
    f"{DB}?user=bot&password=hush&hush=hush": NO_PARAMETER,
    f"bot:hush{AT}?plugin=hush": NO_PARAMETER,
    f"bot:hush{AT}?row_factory=hush": NO_PARAMETER,
    "bot:hush@127.0.0.1:hush/team": NO_URL,
    "bot:hush@127.0.0.1:99999/team": "the port must be a number from 1 to 65535",
    "bot:hush@/team?host=127.0.0.1:1&host=127.0.0.1:2&port=hush": NO_HOSTS,
    "bot:hush@127.0.0.1/team?port=hush": NO_HOSTS,
    "bot:hush@127.0.0.1/team?port=99999": "a port of DATABASE_URL is no number from 1 to 65535",
    "bot:hush%00@127.0.0.1:1/team": "it holds a character that no database takes",
    f"bot:hush{AT}?target_session_attrs=hush": "gives a target_session_attrs that PostgreSQL does",
    f"bot:hush{AT}?sslmode=hush": "gives a sslmode that PostgreSQL does not know",
    f"bot:hush{AT}?scram_client_key=hush": "has a value that PostgreSQL does not take",
    f"bot:hush{AT}?keepalives=hush": "a parameter of DATABASE_URL must be a number",
    f"bot:hush{AT}?service=hush": "nothing defines the service that DATABASE_URL names",
}
FORMS = {
    **{f"postgresql+psycopg://{rest}": words for rest, words in WITH_DRIVER.items()},
    f"bot:hush{AT}": BEGIN,
    f"postgres://bot:hush{AT}": BEGIN,
    f"mysql://bot:hush{AT}": BEGIN,
    "host=127.0.0.1 password=hush dbname=team": BEGIN,
    "sqlite:///team.db?password=hush": "sqlite takes no options after the name of the file",
    "sqlite:////no/such/folder/team.db;Password=hush": "database of the bot at sqlite [not shown]:",
}


COMMANDS = ("jobs", "list"), ("knowledge", "list", "--workspace", HERE)
BY_ALL = (
    f"postgresql+psycopg://bot:hush/hush#hush[hush]hush%{AT}",
    "postgresql+psycopg://bot:hush@/team?host=127.0.0.1:1&host=127.0.0.1:2",
    f"postgresql+psycopg://bot:hush@hush{AT}",
    f"postgresql+psycopg://bot:hush{AT}?target_session_attrs=hush",
    f"bot:hush{AT}",
)


async def output_of(arguments: tuple[str, ...], url: str) -> str:
    """All that a command prints and logs; a bot is stopped once its database is out of reach."""
    process = await USUAL_START(("bot", *arguments), {**SETTINGS, "DATABASE_URL": url})
    assert process.stderr
    lines = list[bytes]()
    async for line in process.stderr:
        lines.append(line)
        if b"database is unavailable" in line:
            process.terminate()
    return b"".join((*lines, *await process.communicate())).decode()


class Here:
    """Runs commands in this process, and reads all that is printed and logged."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capfd = capfd
        self._caplog = caplog

    def output_of(self, arguments: tuple[str, ...], url: str) -> str:
        """All that a command prints and logs."""
        for name, value in {**SETTINGS, "DATABASE_URL": url}.items():
            self._monkeypatch.setenv(name, value)
        main(arguments)
        return "".join((*self._capfd.readouterr(), self._caplog.text))


@pytest.fixture
def here(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> Here:
    return Here(monkeypatch, capfd, caplog)


@pytest.mark.parametrize(("url", "words"), FORMS.items())
def test_fault_56_no_form_of_a_url_is_shown_but_its_fault_is(
    here: Here, url: str, words: str
) -> None:
    output = here.output_of(("jobs", "list"), url)

    assert words in output
    assert "hush" not in output
    assert "Traceback" not in output


@pytest.mark.parametrize("url", BY_ALL)
async def test_fault_56_no_command_shows_a_password(here: Here, url: str) -> None:
    output = [here.output_of(command, url) for command in COMMANDS]
    output.append(await output_of(("run",), url))
    health = here.output_of(("health",), url)

    assert [FORMS[url] in each for each in output] == [True] * len(output), output
    assert health.startswith("OPS_PORT is 0")
    assert "hush" not in f"{output}{health}"
    assert "Traceback" not in f"{output}{health}"


@asynccontextmanager
async def server(message: bytes, state: bytes) -> AsyncIterator[str]:
    """The URL of what speaks as PostgreSQL does, and turns everybody away in these words."""

    async def refuse(reader: StreamReader, writer: StreamWriter) -> None:
        length = int.from_bytes(await reader.readexactly(4))
        while (await reader.readexactly(length - 4))[:2] == b"\x04\xd2":  # asks for TLS, say
            writer.write(b"N")
            length = int.from_bytes(await reader.readexactly(4))
        fields = b"SFATAL\0VFATAL\0C" + state + b"\0M" + message + b"\0\0"
        writer.write(b"E" + (len(fields) + 4).to_bytes(4) + fields)
        writer.close()

    listening = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        yield f"postgresql+psycopg://bot:hush@127.0.0.1:{port}/team"


@pytest.mark.parametrize(
    ("message", "state", "words"),
    [
        (b'password authentication failed for user "bot" (hush)', b"28P01", "take the password"),
        (b'no pg_hba.conf entry for host "hush"', b"28000", "pg_hba.conf does not let this user"),
        (b'database "hush" does not exist', b"3D000", "no database of that name"),
        (b"sorry, too many clients: hush", b"53300", "takes no more connections"),
        (b"the database system is starting up: hush", b"57P03", "is starting or stopping"),
        (b"hush hush", b"XX000", "the server's log says why (OperationalError)"),
    ],
)
async def test_fault_56_the_message_of_a_server_is_not_shown(
    here: Here, message: bytes, state: bytes, words: str
) -> None:
    async with server(message, state) as url:
        listed = await asyncio.to_thread(here.output_of, ("jobs", "list"), url)
        output = [listed, await output_of(("run",), url)]

    assert [words in each for each in output] == [True, True], output
    assert "hush" not in "".join(output)


async def test_fault_56_the_message_of_a_real_server_is_not_shown(postgresql: Cluster) -> None:
    rules = postgresql.folder / "data" / "pg_hba.conf"
    rules.write_text(f"local all locked scram-sha-256\n{rules.read_text()}")
    with psycopg.connect(postgresql.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE locked LOGIN PASSWORD 'other'")
        connection.execute("SELECT pg_reload_conf()")
    here = postgresql.url("team").replace("bot@", "locked:hush@")
    output = [
        await output_of(("jobs", "list"), url) for url in (here, here.replace("team", "hush"))
    ]

    assert ["the server did not take the password" in each for each in output] == [True, True], (
        output
    )
    assert "hush" not in f"{output[0]}{output[1].replace('/hush: ', '')}"


@pytest.fixture
def exported(tmp_path: Path, engines: Callable[[str], Engine]) -> Path:
    """A file to import that holds one entry, whose cause is secret."""
    database = engines(f"sqlite:///{tmp_path}/first.db")
    upgrade(database)
    published(store := SqlStore(database), content=draft("hush"))
    (tmp_path / "team.json").write_text("".join(export_lines(HERE, store.history(HERE))), "utf-8")
    return tmp_path / "team.json"


TRIGGERS = {
    "sqlite": """
        CREATE TRIGGER no BEFORE INSERT ON revision BEGIN SELECT RAISE(ABORT, 'no hush'); END
    """,
    "postgresql": """
        CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION USING MESSAGE = NEW.cause; END $$;
        CREATE TRIGGER no BEFORE INSERT ON revision FOR EACH ROW EXECUTE FUNCTION no()
    """,
}
CODES = {"sqlite": "it failed (SQLITE_CONSTRAINT_TRIGGER)", "postgresql": "(SQLSTATE P0001)"}


async def test_fault_56_a_row_that_a_database_refuses_is_not_quoted(
    kind: str, new_url: Callable[[], str], exported: Path, engines: Callable[[str], Engine]
) -> None:
    url = new_url()
    with engines(url).begin() as connection:
        connection.exec_driver_sql(TRIGGERS[kind])
    output = await output_of(("knowledge", "import", "--workspace", HERE, str(exported)), url)

    assert output.startswith(f"knowledge import: {kind} ")
    assert CODES[kind] in output
    assert "hush" not in output


def test_fault_56_an_unexpected_failure_is_reported_without_its_message(
    tmp_path: Path, engines: Callable[[str], Engine], here: Here
) -> None:
    database = engines(url := f"sqlite:///{tmp_path}/team.db")
    upgrade(database)
    published(SqlStore(database))
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE revision SET printed_by = 'hush'")
    output = here.output_of(("knowledge", "list", "--workspace", HERE), url)

    assert output.startswith("Unexpected failure; please report this line: KeyError at ")
    assert output.count("\n") == 1
    assert "hush" not in output
