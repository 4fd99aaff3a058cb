"""`python -m bot guide`."""

import re
from io import StringIO
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.guide import check_guide
from bot.guide.figures import figures
from tests.guide.data_files import GOOD, written


def test_the_guide_prints_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide"]) == 0
    assert capsys.readouterr().out.rstrip() == figures()


def test_the_check_of_a_correct_guide_finds_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.guide.compiler.FOLDER", written(tmp_path, GOOD))

    assert main(["guide", "check"]) == 0
    assert re.fullmatch(r"No fault in [\d,]+ entries\.\n", capsys.readouterr().out)


def test_a_fault_of_the_guide_is_reported_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "win32.toml").write_text('[family]\nkey = "nowhere"\n', "utf-8")
    out = StringIO()

    assert check_guide(out, tmp_path) == 1
    assert out.getvalue() == "win32.toml: there is no family 'nowhere'\n"


def test_without_data_files_the_check_says_where_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_guide(StringIO(), tmp_path / "none") == 1
    assert "stand in a checkout" in capsys.readouterr().err
