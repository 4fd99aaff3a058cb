"""EDGE. Examples for the help of each command, without the name of the program; exit codes."""

EXIT_CODES = """
exit codes:
  0  it is found, or done
  1  nothing is found, or it failed
  2  the command or a setting is wrong
"""

_EXAMPLES = {
    "decode": (
        "decode 2148598792",
        "decode -2146368504",
        "decode 'copy failed: error 0x80070035'",
        "decode < console.txt",
        "decode --lines < huge.log",
        "decode --json 1722",
    ),
    "search": (
        "search rpc unavailable",
        "search account locked",
        "search --page 2 '0x8011*'",
        "search --json PATHNOTFOUND",
    ),
    "guide": ("guide", "guide check"),
    "playground": (
        "playground",
        "playground --port 8080 --no-browser",
        "playground --without-bot",
        "playground --say '/iissync 1722' --say '@iissync help'",
    ),
    "mcp": ("mcp", "mcp --http 8765"),
    "run": ("run",),
    "check": ("check", "check --print", "check --json"),
    "health": ("health", "health --ready"),
    "knowledge": (
        "knowledge export --workspace T024BE7LD > team.json",
        "knowledge check team.json",
        "knowledge import --workspace T024BE7LD team.json",
        "knowledge list --workspace T024BE7LD",
        "knowledge audit --workspace T024BE7LD",
        "knowledge forget --user U024BE7LH",
        "knowledge delete --workspace T024BE7LD --yes",
    ),
    "database": ("database backup copy.db", "database check", "database upgrade"),
    "tokens": ("tokens key", "tokens list", "tokens rotate"),
    "jobs": ("jobs list", "jobs retry 17 18", "jobs retry --all", "jobs drop 17 18"),
    "manifest": (
        "manifest",
        "manifest --http https://bot.example.com",
        "manifest --workflow-step",
        "manifest --assistant",
    ),
    "service": (
        "service systemd > iissync-bot.service",
        "service windows > iissync-bot.xml",
        "service compose > compose.yaml",
        "service kubernetes > iissync-bot.yaml",
    ),
    "completion": (
        "completion bash > ~/.local/share/bash-completion/completions/iissync-bot",
        "completion zsh > ~/.zfunc/_iissync-bot",
        "completion fish > ~/.config/fish/completions/iissync-bot.fish",
        "completion powershell | Out-String | Invoke-Expression",
    ),
}
_FIRST = ("decode", "search", "playground", "run")
"""The commands of which the help of the whole program shows the first example."""


def examples_of(command: str) -> tuple[str, ...]:
    """The examples of a command, of one of its actions, or of the whole program."""
    if not command:
        return tuple(_EXAMPLES[each][0] for each in _FIRST)
    examples = _EXAMPLES.get(command.partition(" ")[0], ())
    return tuple(each for each in examples if f"{each} ".startswith(f"{command} "))
