"""`python -m bot`: reads the command line and the environment, wires the rooms, runs.

Each command imports what it needs and no more: `decode` starts as fast as Python does.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from bot.cli.arguments import read
from bot.cli.terminal import Guard, unguarded

if TYPE_CHECKING:
    from bot.settings import Settings

MISUSE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; the exit code."""
    with Guard() as guard:
        return _run_command(arguments)
    return guard.code


def _run_command(arguments: Sequence[str] | None) -> int:
    options = read(sys.argv[1:] if arguments is None else arguments)
    if sys.stdout is None:
        return _failure("There is no standard output to write to.")
    try:
        code = _COMMANDS[options.command](options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output, such as head, has read enough
        _write_no_more()
        return 1
    except KeyboardInterrupt:
        return 130
    except _guide_errors() as error:
        return _failure(f"The guide's data files are not right:\n{error}")
    except OSError as error:
        _write_no_more()
        return _failure(f"The output could not be written: {error.strerror}")
    return code


def _guide_errors() -> tuple[type[Exception], ...]:
    """What is wrong with the data files of a checkout, where they had to be compiled."""
    compiler = sys.modules.get("bot.guide.compiler")
    return (compiler.GuideError,) if compiler else ()


def _write_no_more() -> None:
    """Else what is left of the output would fail once more as Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _decode(options: argparse.Namespace) -> int:
    from bot.cli.decode import decode_input, decode_texts

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
    out = unguarded(sys.stderr)
    with tqdm(total=size, unit="B", unit_scale=True, leave=False, file=out) as bar:

        def show() -> None:
            bar.update(source.tell() - bar.n)

        yield show


def _search(options: argparse.Namespace) -> int:
    from bot.cli.decode import search_command

    if not " ".join(options.words).strip():
        return _misuse("say what to search for, such as: python -m bot search rpc")
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # as above
    return search_command(options.words, sys.stdout, options.page, as_json=options.json)


def _guide(options: argparse.Namespace) -> int:
    from bot.cli.decode import check_guide, show_guide

    return check_guide(sys.stdout) if options.action == "check" else show_guide(sys.stdout)


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
    from bot.cli.health import ask
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
    from bot.cli.knowledge import run

    return _on_database(options, run)


def _jobs(options: argparse.Namespace) -> int:
    from bot.cli.jobs import run

    return _on_database(options, run)


def _inbox(options: argparse.Namespace) -> int:
    print("`inbox` is now `jobs`: the old name goes with the next version.", file=sys.stderr)
    return _jobs(options)


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

    from bot.database.engine import UrlError
    from bot.database.schema import NewerDatabase
    from bot.operations import log_format
    from bot.operations.connections import raise_file_limit
    from bot.operations.http import CannotListen
    from bot.server import running

    log_format.begin(settings.log_level, sys.stderr)
    raise_file_limit()
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

    from bot.cli.decode import decoded
    from bot.playground.page import PortError
    from bot.playground.prompt import Window, play
    from bot.server import running
    from bot.settings import Settings
    from bot.slack.manifest import manifest

    _hide_from_libraries()
    window = Window(options.port, _browser(wanted=not options.no_browser), decoded)
    with TemporaryDirectory() as folder:
        reviewers = "U0ANA00001 U0CHEN0001"  # one approves what the other has edited
        more = {"DATABASE_URL": f"sqlite:///{folder}/team.db", "REVIEWERS": reviewers}
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


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "decode": _decode,
    "search": _search,
    "guide": _guide,
    "playground": _playground,
    "run": _run,
    "health": _health,
    "knowledge": _knowledge,
    "jobs": _jobs,
    "inbox": _inbox,
    "manifest": _manifest,
}


if __name__ == "__main__":
    sys.exit(main())
