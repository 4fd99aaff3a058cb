"""`python -m bot`: parses the command line, reads the environment, and runs the command.

Each command imports only what it needs: `decode` starts as fast as Python does.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from bot.cli.arguments import parse_arguments
from bot.cli.imports import without_collections
from bot.cli.terminal import (
    DONE,
    NOTHING_DONE,
    Guard,
    discard_output,
    discard_unread_log,
    failure,
    misuse,
)

if TYPE_CHECKING:
    from bot.findings import Finding
    from bot.settings import Settings

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code."""
    with Guard(os.environ) as guard:
        return _run_command(arguments)
    return guard.code


def _run_command(arguments: Sequence[str] | None) -> int:
    if sys.stdout is None:
        return failure("There is no standard output to write to.")
    try:
        options = _options(sys.argv[1:] if arguments is None else arguments)
        code = _COMMANDS[options.command](options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the output, such as head, has ended
        discard_output()
        code = NOTHING_DONE
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except _errors("bot.settings", "SettingsError") as error:
        code = misuse(str(error))
    except _errors("bot.guide.compiler", "GuideError") as error:
        code = failure(f"The guide's data files are not right:\n{error}")
    except OSError as error:
        discard_output()
        code = failure(f"The output could not be written: {error.strerror}")
    return code


def _options(arguments: Sequence[str]) -> Namespace:
    """The parsed arguments. Raises `SystemExit` once the help or the error has been written."""
    try:
        return parse_arguments(arguments, sys.argv[0])
    except SystemExit:
        sys.stdout.flush()  # a reader that has ended is noticed here, not when Python exits
        raise


def _errors(module: str, name: str) -> tuple[type[Exception], ...]:
    """The error of a module, if this run has imported it; otherwise nothing can have raised it."""
    return (getattr(sys.modules[module], name),) if module in sys.modules else ()


# Commands without settings


def _run_module(options: Namespace) -> int:
    """Run a command without settings, whose module has its name."""
    with without_collections():
        run: Callable[[Namespace], int] = import_module(f"bot.cli.{options.command}").run
    return run(options)


def _manifest(options: Namespace) -> int:
    import json

    from bot.slack.manifest import manifest

    if options.install_link and not options.http:
        return misuse("--install-link needs --http: browsers have to reach the bot")
    if options.socket_mode and not options.install_link:
        return misuse("--socket-mode is for --install-link: without both it is Socket Mode anyway")
    try:
        made = manifest(
            options.http,
            install_link=options.install_link,
            workflow_step=options.workflow_step,
            assistant=options.assistant,
            socket_mode=options.socket_mode,
        )
        print(json.dumps(made, indent=2))
    except ValueError as error:
        return misuse(f"--http: {error}")
    return DONE


def _playground(options: Namespace) -> int:
    import asyncio
    from tempfile import TemporaryDirectory

    from bot.cli.variables import remove_slack_variables
    from bot.playground.page import PortError
    from bot.playground.prompt import Window, bot_elsewhere, browser, play
    from bot.server import running
    from bot.settings import Settings
    from bot.slack.manifest import manifest

    remove_slack_variables(os.environ)
    window = Window(options.port, browser(os.environ, wanted=not options.no_browser))
    with TemporaryDirectory() as folder:
        more = {"DATABASE_URL": f"sqlite:///{folder}/team.db", "OPS_PORT": "0"}
        app = manifest(workflow_step=True, assistant=True)
        start = (
            bot_elsewhere
            if options.without_bot
            else lambda values: running(Settings.from_mapping({**values, **more}))
        )
        try:
            return asyncio.run(play(start, app, options.say, window=window))
        except PortError as error:
            return failure(f"{error} Choose another with --port.")


def _mcp(options: Namespace) -> int:
    try:
        with without_collections():
            from bot.mcp.transports import serve_http, serve_stdio
    except ModuleNotFoundError:
        return misuse("mcp: this needs the SDK of the protocol: in a clone, pip install '.[mcp]'")
    return serve_stdio() if options.http is None else serve_http(options.http)


# Commands with settings


def _health(options: Namespace) -> int:
    from bot.cli.health import print_health
    from bot.cli.variables import read_variables
    from bot.settings import ops_address

    host, port = ops_address(read_variables(os.environ))
    return print_health(host, port, ready=options.ready, as_json=options.json)


def _run_database_module(options: Namespace) -> int:
    """Run a command on the database, whose module has its name."""
    return _run_on_database(options, import_module(f"bot.cli.{options.command}").run)


def _tokens(options: Namespace) -> int:
    try:
        from bot.cli import tokens
    except ModuleNotFoundError:
        return misuse("tokens: this needs cryptography: in a clone, pip install '.[oauth]'")
    from bot.cli.variables import read_variables
    from bot.settings import token_keys

    if options.action == "key":
        return tokens.print_key()
    keys = token_keys(read_variables(os.environ)) if options.action == "rotate" else ()
    return _run_on_database(options, partial(tokens.run, keys=keys))


def _inbox(options: Namespace) -> int:
    print("`inbox` is now `jobs`: the old name goes with the next version.", file=sys.stderr)
    options.command = "jobs"
    return _run_database_module(options)


def _run_on_database(options: Namespace, run: Callable[[Namespace, str], int]) -> int:
    """Run a command on the database of the settings; return the exit code."""
    from bot.cli.variables import read_variables
    from bot.database.engine import UrlError
    from bot.database.errors import DatabaseUnavailable
    from bot.database.schema_version import SchemaError
    from bot.settings import database_url

    try:
        return run(options, database_url(read_variables(os.environ)))
    except UrlError as error:
        return misuse(f"{options.command} {options.action}: DATABASE_URL: {error}")
    except (DatabaseUnavailable, SchemaError) as error:
        return failure(f"{options.command} {options.action}: {error}")


def _check(options: Namespace) -> int:
    import asyncio

    from bot.cli.check import print_report, said_if_slow
    from bot.cli.variables import read_variables, remove_slack_variables
    from bot.operations import log_format
    from bot.settings import SettingsError, shown_settings
    from bot.startup_check import CHECK_SECONDS, check_all, wrong_settings

    log_format.configure("CRITICAL", sys.stderr)  # the findings say it all
    try:
        variables = read_variables(os.environ)
    except SettingsError as error:
        return print_report(wrong_settings(error), as_json=options.json)
    remove_slack_variables(os.environ)
    settings = shown_settings(variables) if options.print else None
    findings = asyncio.run(said_if_slow(check_all(variables), CHECK_SECONDS))
    return print_report(findings, settings, as_json=options.json)


def _run(options: Namespace) -> int:
    with without_collections():
        from bot.cli.variables import read_variables
        from bot.settings import Settings, SettingsError
        from bot.startup_check import check_variables

    known: Sequence[Finding] = ()
    try:
        variables = read_variables(os.environ)
        known = check_variables(variables)
        settings = Settings.from_variables(variables)
    except SettingsError as error:
        more = [each.text for each in known]
        return misuse("\n".join(("The settings are not right:", *error.faults, *more)))
    code = _serve(settings, known, may_upgrade=not options.no_upgrade)
    discard_unread_log()
    return code


def _serve(settings: "Settings", known: "Sequence[Finding]", *, may_upgrade: bool) -> int:
    import asyncio

    with without_collections():
        from bot.cli.variables import remove_slack_variables
        from bot.database.schema_version import SchemaError
        from bot.operations import log_format, tracing
        from bot.operations.connections import CannotListenError
        from bot.operations.event_loop import loop_factory
        from bot.operations.file_limit import raise_file_limit
        from bot.operations.systemd import Systemd
        from bot.server import run_until_stopped
        from bot.startup_check import MisconfiguredError

    log_format.configure(settings.log_level, sys.stderr, os.environ.get("JOURNAL_STREAM", ""))
    raise_file_limit()
    remove_slack_variables(os.environ)
    try:
        systemd = Systemd.from_environment(os.environ)
        running = run_until_stopped(settings, known, systemd, may_upgrade=may_upgrade)
        with (
            tracing.recording(tracing.tracer_for(os.environ)),
            asyncio.Runner(loop_factory=loop_factory()) as runner,
        ):
            runner.run(running)
    except MisconfiguredError:
        again = "`python -m bot check` shows them again"
        return misuse(f"The bot does not start before the errors above are corrected; {again}.")
    except SchemaError as error:
        return failure(f"DATABASE_URL: {error}")
    except CannotListenError as error:
        return failure(str(error))
    except OSError as error:
        return failure(f"The bot cannot run: {error.strerror}")
    return DONE


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "decode": _run_module,
    "search": _run_module,
    "guide": _run_module,
    "playground": _playground,
    "mcp": _mcp,
    "run": _run,
    "check": _check,
    "health": _health,
    "knowledge": _run_database_module,
    "jobs": _run_database_module,
    "database": _run_database_module,
    "tokens": _tokens,
    "inbox": _inbox,
    "manifest": _manifest,
    "service": _run_module,
    "completion": _run_module,
}


if __name__ == "__main__":
    sys.exit(main())
