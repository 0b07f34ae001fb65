import pathlib
import tomllib

import pytest
from django.test import Client

from shiming.directory.versions import versions_in


class TestVersionsIn:
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_begin_with_the_version_of_the_product(self, language: str) -> None:
        project = tomllib.loads(pathlib.Path("pyproject.toml").read_text("utf-8"))
        newest = versions_in(language)[0]
        assert newest.version == project["project"]["version"]
        assert newest.changes

    def test_are_sorted_and_say_as_much_in_both_languages(self) -> None:
        chinese, english = versions_in("zh"), versions_in("en")
        assert [each.day for each in chinese] == sorted(
            (each.day for each in chinese), reverse=True
        )
        assert [len(each.changes) for each in chinese] == [len(each.changes) for each in english]


@pytest.mark.django_db
class TestAbout:
    @pytest.mark.requirement("S30-10")
    def test_shows_the_version_and_what_changed_and_help_leads_there(self, client: Client) -> None:
        page = client.get("/about/").content.decode()
        newest = versions_in("zh")[0]
        assert f"当前版本 {newest.version}" in page
        assert newest.changes[0] in page
        assert 'href="/about/"' in client.get("/help/").content.decode()
