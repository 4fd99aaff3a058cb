"""`python -m bot`: reads the command line and the environment, wires the rooms, runs.

Each command imports what it needs and no more: `decode` starts as fast as Python does.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

MISUSE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; the exit code."""
    options = _parser().parse_args(arguments)
    return int(options.run(options))


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

    decode = commands.add_parser("decode", help="explain the status codes in a text")
    decode.add_argument("text", nargs="*", metavar="TEXT", help="default: standard input")
    decode.add_argument("--json", action="store_true", help="print one JSON object")
    decode.set_defaults(run=_decode)

    playground = commands.add_parser("playground", help="try the bot without a Slack account")
    playground.add_argument(
        "--say",
        action="append",
        default=[],
        metavar="TEXT",
        help="say this, print the answer, exit",
    )
    playground.set_defaults(run=_playground)

    run = commands.add_parser("run", help="connect the bot to Slack")
    run.set_defaults(run=_run)

    manifest = commands.add_parser("manifest", help="print the manifest that creates the Slack app")
    manifest.add_argument("--http", metavar="URL", help="for HTTP, with the bot at this https URL")
    manifest.set_defaults(run=_manifest)
    return parser


class _Help(argparse.HelpFormatter):
    """Of a fixed width: to ask the terminal for its own takes as long as to decode a code."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=88)


class _Parser(argparse.ArgumentParser):
    def __init__(self, prog: str, description: str | None = None) -> None:
        super().__init__(prog, description=description, formatter_class=_Help)


def _decode(options: argparse.Namespace) -> int:
    from bot.console import decode_command

    # A signed code such as -2147467259 is read as text, though it begins with a dash.
    return decode_command(options.text, sys.stdin, sys.stdout, as_json=options.json)


def _manifest(options: argparse.Namespace) -> int:
    import json

    from bot.slack.manifest import manifest

    try:
        print(json.dumps(manifest(options.http), indent=2))
    except ValueError as error:
        return _misuse(f"--http: {error}")
    return 0


def _run(_: argparse.Namespace) -> int:
    from dotenv import dotenv_values

    from bot.settings import Settings, SettingsError

    values = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    try:
        settings = Settings.from_mapping({**values, **os.environ})
    except SettingsError as error:
        return _misuse("\n".join(("The settings are not complete:", *error.problems)))
    return _until_stopped(settings)


def _until_stopped(settings: "Settings") -> int:
    import asyncio
    import logging
    import signal

    from bot.server import running

    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for name in ("slack_sdk", "aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))
    _hide_from_libraries()

    async def serve() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with running(settings):
            await stop.wait()

    try:
        asyncio.run(serve())
    except OSError as error:
        return _failure(
            f"HOST and PORT: cannot listen on {settings.host}:{settings.port}: {error.strerror}"
        )
    return 0


def _hide_from_libraries() -> None:
    """Bolt would read tokens and OAuth settings from the environment by itself."""
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        del os.environ[name]


def _playground(options: argparse.Namespace) -> int:
    import asyncio

    from bot.playground.prompt import play
    from bot.server import running
    from bot.settings import Settings
    from bot.slack.manifest import manifest

    _hide_from_libraries()
    return asyncio.run(
        play(lambda values: running(Settings.from_mapping(values)), manifest(), options.say)
    )


def _failure(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def _misuse(message: str) -> int:
    print(message, file=sys.stderr)
    return MISUSE


if __name__ == "__main__":
    sys.exit(main())
