"""The example of the environment is generated from the class that reads it."""

import pytest

from config import env


class TestEnvExample:
    def test_is_what_the_class_gives(self) -> None:
        written = (env.ROOT / ".env.example").read_text(encoding="utf-8")

        assert written == env.example(), "run `python -m config.env`"

    def test_a_bad_environment_names_every_problem_at_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SHIMING_MODE", "holiday")
        monkeypatch.setenv("SHIMING_BASE_URL", "nowhere")
        monkeypatch.setenv("SHIMING_MASTER_KEYS", "one=short")

        with pytest.raises(SystemExit) as refusal:
            env.Env.read()

        text = str(refusal.value)
        assert all(name in text for name in ("MODE", "BASE_URL", "MASTER_KEYS"))
        assert "short" not in text
