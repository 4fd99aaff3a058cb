"""A Slack bot that explains the status codes of Windows, and of its tool IISSYNC. The map:

    codes/           pure: a text -> the status codes in it; the rules are tables
    guide/           pure: what is known of a code, in one shape; the data files, look-up, search
    replies/         pure: every text of the bot, and its renderings
    conversation/    pure: the one conversation, Request -> Reply
    settings/        the settings, made once from the environment, `.env` and files of secrets
    decoding.py      pure: the library, a text -> what its codes mean, for programs
    findings.py      pure: what a check has found, and what to do about it
    team/            what a team has learnt, and asked: the model (pure), import, the SQL store
    jobs/            the durable job queue: the model (pure), the SQL store, the write batcher
    workspaces/      who has installed the bot by a link, and its encrypted tokens
    database/        engine, columns and migrations, for team/, jobs/ and workspaces/
    slack/           edge: Bolt payload -> Request, Reply -> Slack; the worker; the manifest
    http_api/        edge: decodes for scripts by HTTP
    operations/      edge: log, metrics, traces, health, systemd, limits of connections and files
    cli/             edge: the commands of `python -m bot`
    mcp/             edge: the decoder and the guide as tools for agents and editors
    health.py        edge: what is wrong with the running bot, and what to do about it
    startup_check.py edge: whether the settings, Slack and the database let the bot run
    running_team.py  edge: a team's knowledge while the bot runs; deletes what is old
    server.py        edge: Socket Mode or HTTP, start and graceful stop
    playground/      edge: a Slack workspace on this machine, and its page
    __main__.py      reads the environment and the arguments, wires, runs

The route of a number: a text is cut into codes (`codes.extraction`), each with what printed it
(`codes.context`); the guide explains it (`guide.explain`), `conversation` puts the team's entries
first, and one renderer shows all of them alike (`replies.explanation`).

Imports run one way, from the edges to the codes; `tests/test_house.py` and ruff hold it so. The
worker of the queue is in `slack/jobs/`, not in `jobs/`: what Slack answered decides when a job is
retried (`settlement`), and whether its message is looked for before it is posted again (`attempt`).
Most folders of `tests/` are those of `bot/`; ARCHITECTURE.md names the others.

For other programs, `from bot import decode` is all; .github/LIBRARY.md describes it.
"""

TYPE_CHECKING = False  # as in typing, which not every user of this package needs to import
if TYPE_CHECKING:
    from bot.codes.printed_by import PrintedBy
    from bot.decoding import decode
    from bot.guide.entry import Provenance
    from bot.replies.decoded import (
        Decoded,
        DecodedCode,
        ForeignNumber,
        OtherReading,
        SourcePage,
        TakenContext,
        UncertainCandidate,
    )
else:

    def __getattr__(name: str) -> object:
        """A name of the library, imported once it is asked for: commands start without it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - not every user needs it

        homes = {
            "decode": "bot.decoding",
            "PrintedBy": "bot.codes.printed_by",
            "Provenance": "bot.guide.entry",
        }
        return getattr(import_module(homes.get(name, "bot.replies.decoded")), name)


__all__ = [
    "Decoded",
    "DecodedCode",
    "ForeignNumber",
    "OtherReading",
    "PrintedBy",
    "Provenance",
    "SourcePage",
    "TakenContext",
    "UncertainCandidate",
    "decode",
]
