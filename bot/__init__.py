"""A Slack bot that explains the status codes of Windows, and of its tool IISSYNC. The map:

    codes/           PURE. A text -> the status codes in it; the rules are tables
    guide/           PURE. What is known of a code, in one shape; the data files, look-up, search
    replies/         PURE. Every text of the bot, and its renderings
    conversation/    PURE. The one conversation, Request -> Reply
    settings/        the settings, made once from the environment, `.env` and files of secrets
    decoding.py      PURE. The library, a text -> what its codes mean, for programs
    findings.py      PURE. What a check has found, and what to do about it
    team/            what a team has learnt, and asked for: the model (pure), import, the SQL store
    jobs/            the durable job queue: the model (pure), the SQL store, the write batcher
    workspaces/      who has installed the bot by a link, and its encrypted tokens
    database/        engine, columns and migrations, for team/, jobs/ and workspaces/
    slack/           EDGE. Bolt payload -> Request, Reply -> Slack; the worker; the manifest
    http_api/        EDGE. Decodes for scripts by HTTP
    operations/      EDGE. Log, metrics, traces, health, systemd, limits of connections and files
    cli/             EDGE. The commands of `python -m bot`
    mcp/             EDGE. The decoder and the guide as tools for agents and editors
    health.py        EDGE. What is wrong with the running bot, and what to do about it
    startup_check.py EDGE. Whether the settings, Slack and the database let the bot run
    running_team.py  EDGE. A team's knowledge while the bot runs; deletes what is old
    server.py        EDGE. Socket Mode or HTTP, start and graceful stop
    playground/      EDGE. A Slack workspace on this machine, and its page
    __main__.py      reads the environment and the arguments, wires, runs

The route of a number: a text is cut into codes (`codes.extraction`), each with what printed it
(`codes.context`); the guide explains it (`guide.explain`), `conversation` puts the team's entries
first, and one renderer shows all of them alike (`replies.explanation`).

Imports run one way, from the edges to the codes; `tests/test_house.py` and ruff hold it so. The
worker is in `slack/jobs/`, not in `jobs/`, since Slack's answer decides what follows: `settlement`
retries, and `attempt` looks for the message before it posts again. Most folders
of `tests/` are those of `bot/`; ARCHITECTURE.md names the others.

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
