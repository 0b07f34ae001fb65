"""The page of settings follows from the class that reads them."""

import pytest

from tools import settings_page


class TestSettingsPage:
    def test_is_what_the_class_gives(self) -> None:
        written = settings_page.PAGE.read_text(encoding="utf-8")

        assert written == settings_page.page(), "run `python tools/settings_page.py`"

    @pytest.mark.parametrize("variable", ["SHIMING_SECRET_KEY", "SHIMING_MASTER_KEYS"])
    def test_knows_what_production_needs(self, variable: str) -> None:
        assert variable in settings_page.needed_in_production()
