"""From an address to Django's entry for the database."""

import pathlib

import pytest

from config.databases import database

DATA = pathlib.Path("/data")


class TestDatabase:
    def test_is_sqlite_in_the_data_folder_by_default(self) -> None:
        entry = database("", DATA)

        assert entry["ENGINE"] == "django.db.backends.sqlite3"
        assert entry["NAME"] == "/data/shiming.sqlite3"

    def test_opens_sqlite_for_several_writers_and_power_cuts(self) -> None:
        options = database("sqlite:////elsewhere/a%20b.db", DATA)["OPTIONS"]

        assert options["transaction_mode"] == "IMMEDIATE"
        assert "journal_mode=WAL" in options["init_command"]
        assert "synchronous=FULL" in options["init_command"]

    def test_takes_a_file_by_its_path(self) -> None:
        assert database("sqlite:////elsewhere/a%20b.db", DATA)["NAME"] == "//elsewhere/a b.db"

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
    def test_takes_postgresql_apart(self, scheme: str) -> None:
        entry = database(f"{scheme}://us%40er:p%2Fw@db.example:6432/na%20me?sslmode=require", DATA)

        assert entry["ENGINE"] == "django.db.backends.postgresql"
        assert (entry["USER"], entry["PASSWORD"]) == ("us@er", "p/w")
        assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example", "6432", "na me")
        assert entry["OPTIONS"] == {"sslmode": "require"}

    def test_takes_the_folder_of_a_socket_as_host(self) -> None:
        entry = database("postgresql:///name?host=/run/postgresql", DATA)

        assert (entry["HOST"], entry["OPTIONS"]) == ("/run/postgresql", {})

    def test_refuses_every_other_kind_without_repeating_the_address(self) -> None:
        with pytest.raises(ValueError, match="must be postgres or sqlite") as refusal:
            database("mysql://user:geheim@host/name", DATA)

        assert "geheim" not in str(refusal.value)
