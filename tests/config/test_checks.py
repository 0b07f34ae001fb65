"""Production refuses to start with anything unfit, and names all of it at once."""

import base64
import os
import pathlib
import subprocess
import sys

import pytest
from pydantic import SecretStr

from config import checks
from config.env import ROOT, Env, Mode
from shiming.messages import ports as messages

LONG = "x" * 64
FIT = Env.model_construct(
    mode=Mode.PRODUCTION,
    base_url="https://id.example.gov.cn",
    secret_key=SecretStr(LONG),
    master_keys={"one": SecretStr(base64.b64encode(bytes(32)).decode())},
    pairwise_salt=SecretStr(LONG),
    token_key=SecretStr(LONG),
    sms_gateway_url="https://sms.example.gov.cn",
    sms_gateway_key=SecretStr(LONG),
)


def about_settings(**changes: object) -> list[str]:
    """Return what is said of the settings; the slots hold the simulators of the test run."""
    found = checks.problems(FIT.model_copy(update=changes))
    return [problem for problem in found if problem.startswith("SHIMING_")]


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the product in an environment that holds nothing else."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "config.cli", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class TestProblems:
    def test_finds_none_in_fit_settings(self) -> None:
        assert about_settings() == []

    # S07-1: no plain http in place of https.
    @pytest.mark.requirement("S07-1")
    @pytest.mark.parametrize(
        ("changes", "named"),
        [
            ({"base_url": "http://id.example.gov.cn"}, "BASE_URL"),
            ({"secret_key": SecretStr("x" * 49)}, "SECRET_KEY"),
            ({"master_keys": {}}, "MASTER_KEYS"),
            ({"pairwise_salt": SecretStr("")}, "PAIRWISE_SALT"),
            ({"pairwise_salt": SecretStr("x" * 31)}, "PAIRWISE_SALT"),
            ({"token_key": SecretStr("x" * 31)}, "TOKEN_KEY"),
            (
                {"register_url": "http://register.example", "register_key": SecretStr(LONG)},
                "REGISTER_URL",
            ),
            ({"register_url": "https://register.example"}, "REGISTER_KEY"),
            ({"sms_gateway_url": ""}, "SMS_GATEWAY_URL"),
            ({"sms_gateway_url": "http://sms.example"}, "SMS_GATEWAY_URL"),
            ({"sms_gateway_key": SecretStr("")}, "SMS_GATEWAY_KEY"),
            ({"sms_gateway_url": "", "smpp_url": "smpp://a:b@sms.example"}, "SMPP_URL"),
            ({"smpp_url": "smpp://a:b@10.0.0.9"}, "SMPP_URL"),
        ],
    )
    def test_names_each_unfit_setting(self, changes: dict[str, object], named: str) -> None:
        (problem,) = about_settings(**changes)

        assert problem.startswith(f"SHIMING_{named} ")

    def test_names_every_simulator_in_a_slot(self) -> None:
        assert messages.sms_gateway().is_simulator

        found = checks.problems(FIT)

        assert any(problem.startswith("messages.sms_gateway holds a sim") for problem in found)

    @pytest.mark.parametrize("mode", [Mode.DEVELOPMENT, Mode.DEMO, Mode.TEST])
    def test_leaves_everybody_else_alone(self, mode: Mode) -> None:
        assert checks.problems(Env.model_construct(mode=mode)) == []


class TestRefuseIfUnfit:
    def test_says_everything_at_once_and_no_secret(self) -> None:
        with pytest.raises(SystemExit) as refusal:
            checks.refuse_if_unfit(
                Env.model_construct(mode=Mode.PRODUCTION, secret_key=SecretStr("geheim"))
            )

        said = str(refusal.value)
        for name in ("BASE_URL", "SECRET_KEY", "MASTER_KEYS", "PAIRWISE_SALT", "TOKEN_KEY", "SMS"):
            assert f"SHIMING_{name}" in said
        assert "geheim" not in said

    def test_comes_before_anything_is_made_of_unfit_settings(self, tmp_path: pathlib.Path) -> None:
        done = start(
            "doctor",
            SHIMING_MODE="production",
            SHIMING_DATA_DIR=str(tmp_path),
            SHIMING_REGISTER_URL="http://register.example",
            SHIMING_SMS_GATEWAY_URL="ftp://sms.example",
        )

        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        for name in ("BASE_URL", "SECRET_KEY", "MASTER_KEYS", "REGISTER_URL", "SMS_GATEWAY_URL"):
            assert f"  SHIMING_{name} " in done.stderr
        assert not list(tmp_path.iterdir())
