"""The command: help, what the doctor says, the audit, and what production refuses."""

import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import django
import pytest
from django.db import OperationalError, connection
from django.db.migrations import executor
from pytest_django.fixtures import Settings

from config.cli import main
from config.env import ROOT, Mode
from shiming.audit import operations as audit
from shiming.audit.models import AuditRecord
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.audit.append_only import tampering


@pytest.fixture(autouse=True)
def _django_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # A second time would set the logging up anew, under the feet of the test run.
    monkeypatch.setattr(django, "setup", lambda: None)


class TestHelp:
    def test_names_every_group(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as end:
            main(["--help"])

        said = capsys.readouterr().out
        assert end.value.code == 0
        for group in ("serve", "worker", "migrate", "staff", "demo", "audit", "keys", "doctor"):
            assert f"    {group} " in said

    @pytest.mark.parametrize("arguments", [[], ["dance"], ["audit"], ["serve", "--port", "x"]])
    def test_comes_with_status_2_to_a_wrong_call(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as end:
            main(arguments)

        assert end.value.code == 2
        assert "usage: shiming" in capsys.readouterr().err


@pytest.mark.django_db
class TestDoctor:
    def test_finds_a_test_installation_fit(self, capsys: pytest.CaptureFixture[str]) -> None:
        status = main(["doctor"])

        said = capsys.readouterr().out
        assert (status, said.splitlines()[-1]) == (0, "fit")
        assert "mode      test" in said
        assert "migrate   up to date" in said
        assert "messages.sms_gateway: SmsBox (simulator)" in said

    def test_names_what_production_would_refuse_and_no_secret(
        self, settings: Settings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        env = settings.ENV.model_copy(update={"mode": Mode.PRODUCTION})
        settings.ENV = env

        status = main(["doctor"])

        said = capsys.readouterr().out
        assert (status, said.splitlines()[-1]) == (1, "not fit")
        assert "PROBLEM   SHIMING_BASE_URL" in said
        assert "PROBLEM   messages.sms_gateway holds a simulator" in said
        for secret in (env.secret_key, *env.master_keys.values(), env.token_key):
            assert secret.get_secret_value() not in said

    def test_says_that_the_database_does_not_answer(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def no_answer(*_: object) -> None:
            raise OperationalError("connection to user geheim failed")

        monkeypatch.setattr(executor.MigrationExecutor, "__init__", no_answer)

        status = main(["doctor"])

        said = capsys.readouterr().out
        assert (status, said.splitlines()[-1]) == (1, "not fit")
        assert "geheim" not in said


@pytest.mark.django_db
class TestAudit:
    @pytest.fixture(autouse=True)
    def _records(self) -> None:
        for number in range(3):
            audit.record(
                event="tests.happened",
                actor=system_actor(device="tests"),
                subject=f"thing:{number}",
                at=clock.now(),
            )

    @pytest.fixture
    def sealed(self, transactional_db: None, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "seal"]) == 0
        capsys.readouterr()

    def test_verifies_an_untouched_chain(
        self, sealed: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status = main(["audit", "verify"])

        said = capsys.readouterr().out
        assert (status, said.splitlines()[-1]) == (0, "intact")
        head = next(line for line in said.splitlines() if line.startswith("head: "))
        assert main(["audit", "verify", "--head", head.removeprefix("head: ")]) == 0

    def test_answers_1_for_a_broken_one_and_names_the_record(
        self, sealed: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first = AuditRecord.objects.order_by("pk").first()
        assert first is not None
        with tampering(), connection.cursor() as cursor:
            cursor.execute("UPDATE audit_record SET subject = 'x' WHERE id = %s", [first.pk])

        status = main(["audit", "verify"])

        assert status == 1
        assert f"record {first.pk}," in capsys.readouterr().out

    def test_answers_1_where_the_noted_head_is_gone(self, sealed: None) -> None:
        assert main(["audit", "verify", "--head", f"99:{'0' * 64}"]) == 1

    @pytest.mark.parametrize("head", ["5", ":abc", "x:abc", "5:"])
    def test_answers_2_to_a_head_that_is_none(self, head: str) -> None:
        assert main(["audit", "verify", "--head", head]) == 2


class TestProduction:
    def test_serves_no_simulated_register(
        self,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: pathlib.Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv("SHIMING_MODE", "production")
        monkeypatch.setenv("SHIMING_DATA_DIR", str(tmp_path))

        assert main(["simulator", "--port", "8788"]) == 1
        assert "not run in production" in capsys.readouterr().out

    def test_runs_no_demonstration(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
    ) -> None:
        monkeypatch.setenv("SHIMING_MODE", "production")

        assert main(["demo", "run", "--port", "8785", "--data", str(tmp_path / "demo")]) == 1
        assert not (tmp_path / "demo").exists()

    @pytest.mark.django_db
    def test_seeds_none_either(self, settings: Settings, tmp_path: pathlib.Path) -> None:
        settings.ENV = settings.ENV.model_copy(
            update={"mode": Mode.PRODUCTION, "data_dir": tmp_path}
        )

        with pytest.raises(SystemExit, match="not seeded in production"):
            main(["demo", "seed"])

        assert not AuditRecord.objects.exists()
        assert not list(tmp_path.iterdir())


class TestDemo:
    def test_shows_nothing_where_nothing_is(self, tmp_path: pathlib.Path) -> None:
        assert main(["demo", "show", "--data", str(tmp_path)]) == 1

    def test_sends_no_text_through_a_real_gateway(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
    ) -> None:
        from config.cli.demo import demo_environment  # noqa: PLC0415  only this test needs it

        monkeypatch.setenv("SHIMING_SMS_GATEWAY_URL", "https://sms.example")
        monkeypatch.setenv("SHIMING_SMTP_URL", "smtp://mail.example")

        environment = demo_environment(8785, tmp_path)

        assert environment["SHIMING_SMS_GATEWAY_URL"] == ""
        assert environment["SHIMING_SMTP_URL"] == ""
        assert environment["SHIMING_MODE"] == "demo"


def _eventually(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class TestSupervisor:
    @pytest.fixture
    def started(self, tmp_path: pathlib.Path) -> Callable[[], list[int]]:
        """Return a function that says which processes the program has had so far."""
        return lambda: [
            int(line) for line in (tmp_path / "pids").read_text(encoding="ascii").split()
        ]

    def test_starts_again_what_dies_and_stops_all_in_the_end(
        self, tmp_path: pathlib.Path, started: Callable[[], list[int]]
    ) -> None:
        pids = tmp_path / "pids"
        pids.touch()
        program = f"import os, time; open({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n')\n"
        script = (
            "from config.cli.supervisor import Program, supervise\n"
            f"program = Program(name='one', arguments=['-c', {program + 'time.sleep(60)'!r}],"
            " environment={})\n"
            "raise SystemExit(supervise([program]))\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as supervisor:
            try:
                assert _eventually(lambda: len(started()) == 1)
                os.kill(started()[0], signal.SIGKILL)
                assert _eventually(lambda: len(started()) == 2)
                supervisor.send_signal(signal.SIGTERM)
                said, _ = supervisor.communicate(timeout=60)
            finally:
                supervisor.kill()

        assert supervisor.returncode == 0, said
        assert "one ended (-9), starting it again" in said
        assert not any(_is_alive(pid) for pid in started())
