"""The previews of components."""

import pytest
from django.test import Client

from shiming.web_kit import previews
from shiming.web_kit.urls import preview_urls


class TestPreviews:
    def test_show_every_component(self, client: Client) -> None:
        html = client.get("/__components__/").content.decode()

        assert [name for name in previews.names() if f'id="component-{name}"' not in html] == []

    def test_show_one_component(self, client: Client) -> None:
        html = client.get("/__components__/result/").content.decode()

        assert "component-result" in html
        assert "component-alert" not in html

    @pytest.mark.parametrize("name", previews.SAMPLE_PAGES)
    def test_show_sample_pages(self, client: Client, name: str) -> None:
        assert client.get(f"/__components__/pages/{name}/").status_code == 200

    @pytest.mark.parametrize("path", ["nothing/", "pages/nothing/"])
    def test_know_nothing_else(self, client: Client, path: str) -> None:
        assert client.get(f"/__components__/{path}").status_code == 404

    def test_are_not_there_outside_development(self) -> None:
        assert preview_urls(is_shown=False) == []
