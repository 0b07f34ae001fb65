"""Variables that cannot be used stop the start; none of them is quoted."""

import pytest

from config.env import Env


def refused(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    """Return what is said where these variables are set."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as refusal:
        Env.read()
    return str(refusal.value)


class TestRead:
    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("SHIMING_DATABASE_URL", "mysql://user:geheim@host/name"),
            # A password with a slash, unescaped: its beginning is then read as a port.
            ("SHIMING_DATABASE_URL", "postgres://user:geheim/word@host/name"),
            ("SHIMING_SMTP_URL", "https://user:geheim@host"),
            ("SHIMING_SMTP_URL", "smtp://user:geheim/word@host"),
            ("SHIMING_TRUSTED_PROXIES", "127.0.0.1, nowhere"),
            ("SHIMING_MASTER_KEYS", "one=geheim"),
        ],
    )
    def test_refuses_what_cannot_be_read_without_repeating_secrets(
        self, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
    ) -> None:
        said = refused(monkeypatch, **{variable: value})

        assert variable in said
        assert "geheim" not in said

    @pytest.mark.parametrize(
        "url",
        ["", "postgres://u:p%2Fw@h:5432/n", "postgresql:///n?host=/run", "sqlite:////tmp/x.db"],
    )
    def test_takes_the_databases_there_are(self, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        monkeypatch.setenv("SHIMING_DATABASE_URL", url)

        assert Env.read().database_url == url

    def test_splits_lists(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SHIMING_HOSTS", "a.example, b.example,")
        monkeypatch.setenv("SHIMING_TRUSTED_PROXIES", "10.0.0.0/8,::1")

        env = Env.read()

        assert env.hosts == ("a.example", "b.example")
        assert env.trusted_proxies == ("10.0.0.0/8", "::1")

    def test_asks_for_nothing_but_this_machine_outside_production(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SHIMING_HOSTS", "id.example")

        assert Env.read().allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
