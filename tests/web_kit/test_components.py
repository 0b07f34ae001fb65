"""Every component in every preview."""

import re

import pytest
from django.test import RequestFactory

from shiming.web_kit import component_kit, frame, previews
from shiming.web_kit.management.commands.bundle_components import BUNDLE, bundled

with frame.frame_source.replaced(frame.PlainFrameSource()):
    COMPONENTS = previews.rendered(RequestFactory().get("/"))
EVERY = [
    pytest.param(preview.html, id=f"{component.name}-{number}")
    for component in COMPONENTS
    for number, preview in enumerate(component.previews)
]


@pytest.mark.parametrize("html", EVERY)
class TestEveryPreview:
    def test_renders_something(self, html: str) -> None:
        assert html.strip()

    def test_leaves_no_tag_unrendered(self, html: str) -> None:
        assert "{%" not in html
        assert "{{" not in html

    def test_has_no_inline_script_or_style(self, html: str) -> None:
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", html)

    def test_has_unique_ids(self, html: str) -> None:
        ids = re.findall(r'\sid="([^"]+)"', html)

        assert len(ids) == len(set(ids))

    def test_describes_fields_by_what_is_there(self, html: str) -> None:
        ids = set(re.findall(r'\sid="([^"]+)"', html))
        described = {
            name
            for value in re.findall(r'aria-describedby="([^"]*)"', html)
            for name in value.split()
        }

        assert described <= ids


class TestComponentFolders:
    def test_hold_template_styles_and_preview(self) -> None:
        folders = [
            path for path in component_kit.FOLDER.iterdir() if (path / "__init__.py").exists()
        ]

        assert [
            path.name
            for path in folders
            if not {f"{path.name}.html", f"{path.name}.css", "preview.py"}
            <= {file.name for file in path.iterdir()}
        ] == []
        assert {path.name for path in folders} == set(previews.names())

    def test_are_bundled_into_one_style_sheet(self) -> None:
        assert BUNDLE.read_text("utf-8") == bundled(), "run: python -m django bundle_components"

    def test_use_only_icons_of_the_sprite(self) -> None:
        sprite = component_kit.FOLDER.parent / "static/web_kit/vendor/icons.svg"
        known = set(re.findall(r'<symbol id="([^"]+)"', sprite.read_text("utf-8")))
        templates = component_kit.FOLDER.parent.rglob("*.html")
        used = {
            name
            for path in templates
            for name in re.findall(r'(?:icon |icon=|default:)"([a-z-]+)"', path.read_text("utf-8"))
            if "-" in name or name in {"home", "key", "tool", "clock", "x", "check", "bell"}
        }

        assert used <= known | {"zh-hans"}
