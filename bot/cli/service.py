"""EDGE. `python -m bot service`: prints the files that run the bot as a service of a platform.

The files in `services/` are complete; only the path of Python and the version are filled in.
"""

import os
import re
import sys
from argparse import Namespace
from importlib.metadata import version
from pathlib import Path, PurePosixPath, PureWindowsPath
from xml.sax.saxutils import escape

from bot.cli.parser import SCRIPT
from bot.cli.terminal import DONE, print_text

_FOLDER = Path(__file__).with_name("services")
_FILES = {
    "systemd": "iissync-bot.service",
    "windows": "iissync-bot.xml",
    "compose": "compose.yaml",
    "kubernetes": "kubernetes.yaml",
}
_HIDDEN = ("/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/")  # noqa: S108 - nothing is put there
"""What `ProtectHome` and `PrivateTmp` hide."""
_PYTHON_ON_LINUX = "/opt/iissync-bot/bin/python"
_PYTHON_ON_WINDOWS = r"C:\iissync-bot\Scripts\python.exe"


def run(options: Namespace) -> int:
    """Print the file for the platform of the options; return the exit code."""
    sys.stdout.write(service_file(options.platform, sys.executable))
    if options.platform == "systemd" and (hidden := hidden_python(sys.executable)):
        print_text(
            f"The unit hides {hidden} from the bot, which would not start (status=203/EXEC): make "
            "the virtual environment in /opt/iissync-bot, with /usr/bin/python3.",
            sys.stderr,
        )
    return DONE


def hidden_python(python: str) -> str:
    """The path of this Python, or that of which it is a link, which the unit hides; or empty."""
    paths = (python, os.path.realpath(python))
    return next((path for path in paths if path.startswith(_HIDDEN)), "")


def service_file(platform: str, python: str) -> str:
    """The file for a platform: the service runs `python`, if that is a path there."""
    text = (_FOLDER / _FILES[platform]).read_text("utf-8")
    if platform == "systemd" and PurePosixPath(python).is_absolute():
        return text.replace(_PYTHON_ON_LINUX, _quoted(python))
    if platform == "windows" and PureWindowsPath(python).is_absolute():
        return text.replace(_PYTHON_ON_WINDOWS, escape(python))
    return text.replace("VERSION", version(SCRIPT))


def _quoted(path: str) -> str:
    """The path as systemd reads that of a program: in quotes, and with `%` doubled."""
    return path if re.fullmatch(r"[\w./+-]+", path) else f'"{path.replace("%", "%%")}"'
