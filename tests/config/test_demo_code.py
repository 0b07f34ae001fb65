"""What `shiming demo code` prints is what an authenticator app would show."""

import json
import pathlib

import pytest

from config.cli import main
from shiming.accounts import totp_kit
from shiming.kernel import clock

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def data(tmp_path: pathlib.Path) -> pathlib.Path:
    accounts = {"demo-reviewer": {"totp_secret": SECRET}}
    (tmp_path / "demo.json").write_text(json.dumps({"accounts": accounts}), encoding="utf-8")
    return tmp_path


class TestDemoCode:
    def test_prints_the_digits_of_this_half_minute(
        self, data: pathlib.Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = totp_kit.step_of(clock.now())

        assert main(["demo", "code", "demo-reviewer", "--data", str(data)]) == 0

        # The half minute may end while the command runs.
        right = {totp_kit.code_at(SECRET, step=step) for step in (before, before + 1)}
        assert capsys.readouterr().out.strip() in right

    def test_says_who_there_is(
        self, data: pathlib.Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["demo", "code", "nobody", "--data", str(data)]) == 1

        assert "demo-reviewer" in capsys.readouterr().err

    def test_says_that_there_is_no_demonstration(
        self, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["demo", "code", "demo-reviewer", "--data", str(tmp_path)]) == 1

        assert "make run" in capsys.readouterr().err
