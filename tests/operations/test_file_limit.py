"""The limit of open files."""

import resource
import subprocess
import sys

from bot.operations.file_limit import ENOUGH_FILES, file_limit, raise_file_limit


def test_the_soft_limit_is_raised_to_the_hard_limit() -> None:
    program = """
import resource
from bot.operations.file_limit import file_limit, raise_file_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 200))
raise_file_limit()
print(file_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))
raise_file_limit()
print(file_limit())
"""
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert printed.stdout.split() == [b"200", b"200", b"200", b"200"]


def test_a_larger_limit_is_not_lowered() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    raise_file_limit()
    after = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)

    assert after[0] >= before[0]
    assert file_limit() == min(before[0], ENOUGH_FILES)
