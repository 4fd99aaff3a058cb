"""The command line of `python -m bot`: its commands, their options, and the help."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from bot.cli.imports import without_collections
from bot.cli.parser import (
    HIDDEN,
    MODULE,
    SCRIPT,
    Parser,
    PrintVersion,
    parse_job_id,
    parse_name,
    parse_page,
    parse_port,
    parse_user,
    parse_workspace,
)
from bot.cli.terminal import MISUSE

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - it has no public name
"""What the commands of a parser are added to."""


def parse_arguments(arguments: Sequence[str], started_as: str = "") -> argparse.Namespace:
    """The parsed arguments; `command` is the command's name.

    `started_as` is the path of the program. Raises `SystemExit` for help, and for wrong usage.
    """
    program = SCRIPT if SCRIPT in started_as else MODULE
    if not arguments:
        parser = new_parser(program)
        parser.print_help(sys.stderr)
        parser.exit(MISUSE)
    if arguments[0] == "decode":
        with without_collections():
            from bot.cli.decode import with_signed_codes  # noqa: PLC0415 - others need no decoder
        arguments = with_signed_codes(list(arguments))
    # To add all commands takes as long as to decode a code.
    commands = [arguments[0]] if arguments[0] in COMMANDS else ()
    return new_parser(program, commands).parse_args(arguments)


def new_parser(program: str, commands: Iterable[str] = ()) -> Parser:
    """The parser of a command line that begins with `program`, with these commands or with all."""
    parser = Parser(
        program,
        description="Explains the status codes of Windows, in Slack and on the command line.",
    )
    parser.add_argument("--version", action=PrintVersion, nargs=0, help="print the version")
    # With `prog` given, argparse does not format a usage line at each start.
    added = parser.add_subparsers(
        title="commands",
        required=True,
        metavar="COMMAND",
        dest="command",
        prog=parser.prog,
        parser_class=Parser,
    )
    for name in commands or COMMANDS:
        help_text, add_options = COMMANDS[name]
        shown: dict[str, Any] = {"help": help_text} if help_text else {}
        add_options(added.add_parser(name, **shown))
    return parser


def _add_choice(command: argparse.ArgumentParser, name: str, choices: Sequence[str]) -> None:
    """Add an argument that is one of the choices; the help lists them below the usage."""
    help_text = f"one of {', '.join(choices)}"
    command.add_argument(name, choices=choices, metavar=name.upper(), help=help_text)


def _add_decode(decode: argparse.ArgumentParser) -> None:
    decode.add_argument("text", nargs="*", metavar="TEXT", help="default: standard input")
    decode.add_argument("--json", action="store_true", help="print one JSON object")
    decode.add_argument(
        "--lines",
        action="store_true",
        help="print a JSON object for each line of standard input that holds codes, as it comes",
    )


def _add_search(search: argparse.ArgumentParser) -> None:
    search.add_argument("words", nargs="+", metavar="WORD", help="or a part of a name or number")
    search.add_argument(
        "--page", type=parse_page, default=1, metavar="N", help="ten at a time; from 1"
    )
    search.add_argument("--json", action="store_true", help="print a list for programs")


def _add_guide(guide: argparse.ArgumentParser) -> None:
    guide.add_argument(
        "action",
        nargs="?",
        choices=["check"],
        help="check: report the faults in the data files of a checkout",
    )


def _add_mcp(tools: argparse.ArgumentParser) -> None:
    tools.add_argument(
        "--http",
        type=parse_port,
        metavar="PORT",
        help="by HTTP on this machine; default: on standard input and output",
    )


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "--no-upgrade",
        action="store_true",
        help="refuse an older database: `database upgrade` is run by hand",
    )


def _add_check(check: argparse.ArgumentParser) -> None:
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.add_argument("--print", action="store_true", help="print the settings, too")


def _add_health(health: argparse.ArgumentParser) -> None:
    health.add_argument("--ready", action="store_true", help="whether it can do all its work, too")
    health.add_argument("--json", action="store_true", help="print one JSON object")


def _add_manifest(manifest: argparse.ArgumentParser) -> None:
    manifest.add_argument("--http", metavar="URL", help="for HTTP, with the bot at this https URL")
    for flag, help_text in (
        ("--install-link", "with --http: for an app that many workspaces install by a link"),
        ("--socket-mode", "with both: only browsers use the URL, requests come by Socket Mode"),
        (
            "--workflow-step",
            "with the step for Workflow Builder, which needs a paid plan of Slack's",
        ),
        ("--assistant", "for an app that Slack shows as an agent"),
    ):
        manifest.add_argument(flag, action="store_true", help=help_text)


def _add_service(service: argparse.ArgumentParser) -> None:
    _add_choice(service, "platform", ("systemd", "windows", "compose", "kubernetes"))


def _add_completion(completion: argparse.ArgumentParser) -> None:
    _add_choice(completion, "shell", ("bash", "zsh", "fish", "powershell"))


def _add_playground(playground: argparse.ArgumentParser) -> None:
    kind = playground.add_mutually_exclusive_group()
    kind.add_argument(
        "--without-bot",
        action="store_true",
        help="the Slack alone: print the settings with which `run` connects to it",
    )
    kind.add_argument(
        "--say",
        action="append",
        default=[],
        metavar="TEXT",
        help="say this, print the answer, exit",
    )
    playground.add_argument(
        "--port",
        type=parse_port,
        metavar="N",
        help="where the page is; default: 3000, or a free one where that is taken",
    )
    playground.add_argument(
        "--no-browser", action="store_true", help="print the page's address, open no browser"
    )


def _actions(command: argparse.ArgumentParser) -> "Commands":
    """Add actions to a command; return the object to which each of them is added."""
    return command.add_subparsers(
        title="actions",
        required=True,
        metavar="ACTION",
        dest="action",
        prog=command.prog,
        parser_class=Parser,
    )


def _add_knowledge(knowledge: argparse.ArgumentParser) -> None:
    actions = _actions(knowledge)
    for name, help_text in (
        ("export", "print all entries of a workspace, with their history, as JSON"),
        ("import", "take in the file of an export, all of it or nothing"),
        ("list", "print the entries of a workspace, one a line"),
    ):
        action = actions.add_parser(name, help=help_text)
        _add_workspace(action)
        if name == "import":
            _add_export_file(action)
            action.add_argument(
                "--by",
                type=parse_name,
                metavar="NAME",
                default="the command line",
                help="who imports it, for the decision log; default: the command line",
            )
    audit = actions.add_parser("audit", help="print who decided what, and when")
    _add_workspace(audit)
    form = audit.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print a list for programs")
    form.add_argument("--csv", action="store_true", help="print a table for spreadsheets")
    _add_export_file(
        actions.add_parser("check", help="say what is wrong with the file of an export")
    )
    forget = actions.add_parser("forget", help="remove a person's traces; entries stay")
    forget.add_argument(
        "--user", required=True, type=parse_user, metavar="U…", help="the id of the person in Slack"
    )
    forget.add_argument(
        "--workspace",
        type=parse_workspace,
        metavar="T…",
        help="default: all of them; `knowledge delete` forgets a whole workspace",
    )
    delete = actions.add_parser("delete", help="delete everything of a workspace: export it before")
    _add_workspace(delete)
    delete.add_argument("--yes", action="store_true", help="really do it")


def _add_workspace(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--workspace",
        required=True,
        type=parse_workspace,
        metavar="T…",
        help="the workspace's id, which `check` and `tokens list` show",
    )


def _add_export_file(action: argparse.ArgumentParser) -> None:
    action.add_argument("file", metavar="FILE", help="what `knowledge export` has printed")


def _add_jobs(jobs: argparse.ArgumentParser) -> None:
    actions = _actions(jobs)
    actions.add_parser("list", help="print what is not done, one job a line")
    number = "the numbers of dead jobs, with which the lines of `jobs list` begin"
    for name, help_text in (
        ("retry", "have dead jobs tried again"),
        ("drop", "give dead jobs up"),
    ):
        which = actions.add_parser(name, help=help_text).add_mutually_exclusive_group(required=True)
        which.add_argument(
            "id", nargs="*", type=parse_job_id, default=[], metavar="ID", help=number
        )
        which.add_argument("--all", action="store_true", help="all dead jobs")


def _add_database(database: argparse.ArgumentParser) -> None:
    actions = _actions(database)
    backup = actions.add_parser(
        "backup", help="copy the database to a new file, while the bot runs"
    )
    backup.add_argument("file", metavar="FILE", help="the new file")
    actions.add_parser("check", help="say what is wrong with the database")
    actions.add_parser("upgrade", help="bring the database to this version's schema, or create one")


def _add_tokens(tokens: argparse.ArgumentParser) -> None:
    actions = _actions(tokens)
    actions.add_parser("list", help="list the workspaces, also those that have removed the bot")
    actions.add_parser("key", help="print a new key for TOKEN_KEYS")
    actions.add_parser("rotate", help="encrypt all tokens with the first key of TOKEN_KEYS")


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    # What needs no Slack
    "decode": ("explain the status codes in a text or a log", _add_decode),
    "search": ("find codes by the words of a message, a name or a cause", _add_search),
    "guide": ("show how much the guide to Windows codes explains", _add_guide),
    "playground": ("try the bot without a Slack account", _add_playground),
    "mcp": ("serve the decoder to agents and editors, as tools", _add_mcp),
    # What runs the bot, or works on its database
    "run": ("connect the bot to Slack", _add_run),
    "check": ("check whether the bot can run, without running it", _add_check),
    "health": ("show the health of the bot on this machine", _add_health),
    "knowledge": ("export, import or audit the team's entries", _add_knowledge),
    "jobs": ("list, retry or drop unfinished jobs", _add_jobs),
    "database": ("back up, check or upgrade the database", _add_database),
    "tokens": ("list the workspaces that installed the bot", _add_tokens),
    **dict.fromkeys(HIDDEN, ("", _add_jobs)),
    # What prints a file for another program
    "manifest": ("print the manifest that creates the Slack app", _add_manifest),
    "service": ("print the files that run the bot as a service", _add_service),
    "completion": (f"print shell completions for {SCRIPT}", _add_completion),
}
"""What the help says of each command, nothing of an old name, and what adds its options."""
