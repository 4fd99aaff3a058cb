"""`python -m bot`: reads the command line and the environment, wires the rooms, runs.

Each command imports what it needs and no more: `decode` starts as fast as Python does.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

MISUSE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser().parse_args(_with_signed_codes(given))
    if sys.stdout is None:
        return _failure("There is no standard output to write to.")
    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output, such as head, has read enough
        _write_no_more()
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        _write_no_more()
        return _failure(f"The output could not be written: {error.strerror}")
    return code


def _write_no_more() -> None:
    """Else what is left of the output would fail once more as Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _with_signed_codes(arguments: list[str]) -> list[str]:
    """The arguments of `decode` with its options first: a signed code is no option."""
    if arguments[:1] != ["decode"] or "--" in arguments:
        return arguments
    signed = [re.match(r"-\W*[0-9]", text) is not None for text in arguments]
    if not any(signed):
        return arguments
    options = [text for text in arguments[1:] if re.match(r"--?[a-z]", text)]
    texts = [text for text in arguments[1:] if not re.match(r"--?[a-z]", text)]
    return ["decode", *options, "--", *texts]


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m bot",
        description="Decodes the status codes of IISSYNC, in Slack and on the command line.",
    )
    # With `prog` given, argparse need not format a usage line for each start.
    commands = parser.add_subparsers(
        title="commands",
        required=True,
        metavar="COMMAND",
        prog=parser.prog,
        parser_class=_Parser,
    )

    decode = commands.add_parser("decode", help="explain the status codes in a text or a log")
    decode.add_argument("text", nargs="*", metavar="TEXT", help="default: standard input")
    decode.add_argument("--json", action="store_true", help="print one JSON object")
    decode.add_argument(
        "--lines",
        action="store_true",
        help="print a JSON object for each line of standard input that holds codes, as it comes",
    )
    decode.set_defaults(run=_decode)

    search = commands.add_parser("search", help="find codes by name, meaning, cause or article")
    search.add_argument("words", nargs="+", metavar="WORD")
    search.add_argument("--page", type=_page, default=1, metavar="N", help="ten at a time; from 1")
    search.set_defaults(run=_search)

    playground = commands.add_parser("playground", help="try the bot without a Slack account")
    playground.add_argument(
        "--say",
        action="append",
        default=[],
        metavar="TEXT",
        help="say this, print the answer, exit",
    )
    playground.add_argument(
        "--port",
        type=_port,
        metavar="N",
        help="where the page is; default: 3000, or a free one where that is taken",
    )
    playground.add_argument(
        "--no-browser", action="store_true", help="print the page's address, open no browser"
    )
    playground.set_defaults(run=_playground)

    run = commands.add_parser("run", help="connect the bot to Slack")
    run.set_defaults(run=_run)

    health = commands.add_parser("health", help="ask the bot that runs on this machine how it is")
    health.add_argument("--ready", action="store_true", help="whether it can take work in, too")
    health.set_defaults(run=_health)

    knowledge = commands.add_parser("knowledge", help="what the team has learnt: export, import, …")
    _add_knowledge(knowledge)
    knowledge.set_defaults(run=_knowledge)

    inbox = commands.add_parser("inbox", help="what could not be done: list, retry, drop")
    _add_inbox(inbox)
    inbox.set_defaults(run=_inbox)

    manifest = commands.add_parser("manifest", help="print the manifest that creates the Slack app")
    manifest.add_argument("--http", metavar="URL", help="for HTTP, with the bot at this https URL")
    manifest.set_defaults(run=_manifest)
    return parser


def _add_knowledge(knowledge: argparse.ArgumentParser) -> None:
    actions = knowledge.add_subparsers(
        title="actions",
        required=True,
        metavar="ACTION",
        dest="action",
        prog=knowledge.prog,
        parser_class=_Parser,
    )
    for name, words in (
        ("export", "print all entries of a workspace, with their history, as JSON"),
        ("import", "take in such a file, all of it or nothing"),
        ("list", "print the entries of a workspace, one a line"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("--workspace", required=True, type=_name, metavar="T…")
        if name == "import":
            action.add_argument("file", metavar="FILE")
            action.add_argument("--by", type=_name, metavar="NAME", default="the command line")
    check = actions.add_parser("check", help="say what is wrong with such a file")
    check.add_argument("file", metavar="FILE")
    forget = actions.add_parser("forget", help="remove a person's traces; entries stay")
    forget.add_argument("--user", required=True, metavar="U…")
    forget.add_argument("--workspace", metavar="T…", help="default: all of them")


def _add_inbox(inbox: argparse.ArgumentParser) -> None:
    actions = inbox.add_subparsers(
        title="actions",
        required=True,
        metavar="ACTION",
        dest="action",
        prog=inbox.prog,
        parser_class=_Parser,
    )
    actions.add_parser("list", help="print what is not done, one item a line")
    for name, words in (
        ("retry", "have what is parked tried again"),
        ("drop", "give up what is parked"),
    ):
        which = actions.add_parser(name, help=words).add_mutually_exclusive_group(required=True)
        which.add_argument("id", nargs="*", type=_id, default=[], metavar="ID")
        which.add_argument("--all", action="store_true", help="all that is parked")


def _id(text: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not the number of an item")
    return int(text)


def _name(text: str) -> str:
    if not (text.isprintable() and 0 < len(text) <= _LONGEST_NAME):
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not 1 to {_LONGEST_NAME} letters")
    return text


_LONGEST_NAME = 255


def _port(text: str) -> int:
    if not (re.fullmatch("[0-9]{1,5}", text) and int(text) <= _MOST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to {_MOST_PORT}")
    return int(text)


_MOST_PORT = 65535


class _Help(argparse.HelpFormatter):
    """Of a fixed width: to ask the terminal for its own takes as long as to decode a code."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=88)


class _Parser(argparse.ArgumentParser):
    def __init__(self, prog: str, description: str | None = None) -> None:
        super().__init__(prog, description=description, formatter_class=_Help)


def _page(text: str) -> int:
    if not (re.fullmatch("[0-9]{1,5}", text) and 1 <= int(text) <= _MOST_PAGES):
        raise argparse.ArgumentTypeError(f"{text!r} is not a page from 1 to {_MOST_PAGES}")
    return int(text)


_MOST_PAGES = 10_000


def _decode(options: argparse.Namespace) -> int:
    from bot.console import decode_input, decode_texts

    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # a terminal of few letters
    if options.lines and options.text:
        return _misuse("--lines reads standard input: give no TEXT with it")
    if options.text:
        return decode_texts(options.text, sys.stdout, as_json=options.json)
    if sys.stdin is None:
        return _misuse("there is no standard input: give a TEXT")
    if sys.stdin.isatty():
        print("Paste the text, then press Ctrl-D (on Windows Ctrl-Z and Enter).", file=sys.stderr)
    with _progress() as progress:
        return decode_input(
            sys.stdin.buffer, sys.stdout, progress, as_json=options.json, by_line=options.lines
        )


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """A bar on standard error, where that is a terminal and the length of the input is known."""
    size = os.fstat(sys.stdin.fileno()).st_size
    if not sys.stderr.isatty() or not size:
        yield lambda: None
        return
    from tqdm import tqdm

    source = sys.stdin.buffer
    with tqdm(total=size, unit="B", unit_scale=True, leave=False) as bar:

        def show() -> None:
            bar.update(source.tell() - bar.n)

        yield show


def _search(options: argparse.Namespace) -> int:
    from bot.console import search_command

    if not " ".join(options.words).strip():
        return _misuse("say what to search for, such as: python -m bot search rpc")
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # as above
    return search_command(options.words, sys.stdout, options.page)


def _manifest(options: argparse.Namespace) -> int:
    import json

    from bot.slack.manifest import manifest

    try:
        print(json.dumps(manifest(options.http), indent=2))
    except ValueError as error:
        return _misuse(f"--http: {error}")
    return 0


def _run(_: argparse.Namespace) -> int:
    from bot.settings import Settings, SettingsError

    try:
        settings = Settings.from_mapping(_values())
    except SettingsError as error:
        return _misuse("\n".join(("The settings are not right:", *error.problems)))
    return _until_stopped(settings)


def _health(options: argparse.Namespace) -> int:
    from bot.health import ask
    from bot.settings import SettingsError, ops_address

    try:
        host, port = ops_address(_values())
    except SettingsError as error:
        return _misuse("\n".join(error.problems))
    well, words = ask(host, port, "/readyz" if options.ready else "/healthz")
    print(words)
    return 0 if well else 1


def _values() -> dict[str, str]:
    """The environment, and below it what `.env` says. Raises `SettingsError`."""
    from dotenv import dotenv_values

    from bot.settings import SettingsError

    try:
        read = dotenv_values(".env")
    except UnicodeDecodeError:
        problem = ".env is not a text in UTF-8: save it as UTF-8, and start again"
        raise SettingsError((problem,)) from None
    return {name: value for name, value in {**read, **os.environ}.items() if value is not None}


def _knowledge(options: argparse.Namespace) -> int:
    from bot.knowledge.command import run

    return _on_database(options, run)


def _inbox(options: argparse.Namespace) -> int:
    from bot.knowledge.inbox_command import run

    return _on_database(options, run)


def _on_database(options: argparse.Namespace, run: Callable[[argparse.Namespace, str], int]) -> int:
    """The exit code of a command that is done on the database of the settings."""
    from bot.settings import SettingsError, database_url

    try:
        url = database_url(_values())
    except SettingsError as error:
        return _misuse("\n".join(error.problems))
    return run(options, url)


def _until_stopped(settings: "Settings") -> int:
    import asyncio
    import signal
    import threading
    from concurrent.futures import ThreadPoolExecutor

    from bot import journal
    from bot.knowledge.engine import UrlError
    from bot.knowledge.schema import NewerDatabase
    from bot.ops import CannotListen
    from bot.server import running

    journal.begin(settings.log_level, sys.stderr)
    _hide_from_libraries()

    async def serve() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # on Windows, where Ctrl-C interrupts by itself
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
        # Names are resolved by these threads too: a database that hangs leaves some of them free.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
        async with running(settings):
            await stop.wait()
            # Transactions are whole or nothing, and leases run out: no thread may hold up the end.
            end = threading.Timer(_LAST_SECONDS, os._exit, [0])
            end.daemon = True
            end.start()

    try:
        asyncio.run(serve())
    except UrlError as error:
        return _misuse(f"The settings are not right:\nDATABASE_URL: {error}")
    except NewerDatabase as error:
        return _failure(f"DATABASE_URL: {error}")
    except CannotListen as error:
        return _failure(f"OPS_HOST and OPS_PORT: {error}")
    except OSError as error:
        return _failure(
            f"HOST and PORT: cannot listen on {settings.host}:{settings.port}: {error.strerror}"
        )
    return 0


_LAST_SECONDS = 19
_THREADS = 32


def _hide_from_libraries() -> None:
    """Bolt would read tokens and OAuth settings from the environment by itself."""
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        del os.environ[name]


def _playground(options: argparse.Namespace) -> int:
    import asyncio
    from tempfile import TemporaryDirectory

    from bot.playground.page import PortError
    from bot.playground.prompt import Window, play
    from bot.server import running
    from bot.settings import Settings
    from bot.slack.manifest import manifest

    _hide_from_libraries()
    window = Window(options.port, _browser(wanted=not options.no_browser))
    with TemporaryDirectory() as folder:
        more = {"DATABASE_URL": f"sqlite:///{folder}/team.db", "REVIEWERS": "U0ANA00001"}
        playing = play(
            lambda values: running(Settings.from_mapping({**values, **more})),
            manifest(),
            options.say,
            window=window,
        )
        try:
            return asyncio.run(playing)
        except PortError as error:
            return _failure(f"{error} Choose another with --port.")


def _browser(*, wanted: bool) -> Callable[[str], object]:
    """What opens an address: a browser where a person sits at a desktop, else nothing."""
    import webbrowser

    desktop = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if wanted and desktop and sys.stdout.isatty() and "SSH_CONNECTION" not in os.environ:
        return webbrowser.open
    return lambda _address: None


def _failure(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def _misuse(message: str) -> int:
    print(message, file=sys.stderr)
    return MISUSE


if __name__ == "__main__":
    sys.exit(main())
