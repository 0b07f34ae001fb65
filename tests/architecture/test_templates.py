"""Every template parses, and keeps to what the content security policy and the kit demand."""

import pathlib
import re

import pytest
from django.template.loader import get_template

import shiming
from shiming.web_kit import component_kit

ROOT = pathlib.Path(shiming.__file__).parent
AREA_TEMPLATES = sorted(ROOT.glob("*/templates/**/*.html"))
COMPONENTS = sorted((ROOT / "web_kit" / "components").glob("*/*.html"))
BASE = ROOT / "web_kit" / "templates" / "web_kit" / "base.html"
PAGES = [path for path in AREA_TEMPLATES if not path.name.startswith("_") and path != BASE]

FORBIDDEN = {
    "inline script (the policy blocks it): a file in static/": r"<script(?![^>]*\bsrc=)",
    "inline style (the policy blocks it): a class in a file": r"<style\b|\sstyle\s*=",
    "on… attribute (the policy blocks it): a listener in a file": r"<[^>]*\son[a-z]+\s*=",
    "address of a script": r"javascript:",
    "htmx that evaluates": r"\bhx-(on|vars)\b|\bhx-[a-z]+=['\"]js:",
    "unescaped text: SafeString belongs to the kit": r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off",
    "hard-coded address: a {% url %} or a setting": r"https?://(?!www\.w3\.org/)",
}


# Forms that the browser sends to somebody else, who must not learn our token.
LEAVING = {"form_post.html"}


def name_of(path: pathlib.Path) -> str:
    """Return the name under which Django loads an area's template."""
    return path.as_posix().rpartition("/templates/")[2]


every_template = pytest.mark.parametrize(
    "path", [*AREA_TEMPLATES, *COMPONENTS], ids=lambda path: path.relative_to(ROOT).as_posix()
)
every_page = pytest.mark.parametrize("path", PAGES, ids=name_of)


class TestEveryTemplate:
    @pytest.mark.parametrize("path", AREA_TEMPLATES, ids=name_of)
    def test_parses(self, path: pathlib.Path) -> None:
        assert get_template(name_of(path)) is not None

    @pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
    def test_of_a_component_parses(self, path: pathlib.Path) -> None:
        name = f"{path.parent.name}/{path.name}"

        assert component_kit._engine().get_template(name).name == name

    @every_template
    def test_holds_nothing_forbidden(self, path: pathlib.Path) -> None:
        text = path.read_text("utf-8")

        assert [what for what, how in FORBIDDEN.items() if re.search(how, text)] == []

    @every_template
    def test_is_at_home_in_its_own_area(self, path: pathlib.Path) -> None:
        if path in COMPONENTS:
            return
        area = path.relative_to(ROOT).parts[0]

        # Templates of one name in two areas would hide each other.
        assert name_of(path).startswith(f"{area}/")

    @every_template
    def test_sends_forms_with_a_token(self, path: pathlib.Path) -> None:
        forms = re.findall(
            r"<form\b[^>]*method=\"post\".*?</form>", path.read_text("utf-8"), re.DOTALL
        )

        if path.name in LEAVING:
            forms = [form for form in forms if "csrf_token" in form]
            assert forms == []
            return
        assert [form[:80] for form in forms if "csrf_token" not in form] == []


class TestEveryPage:
    @every_page
    def test_stands_in_the_frame_and_has_a_title(self, path: pathlib.Path) -> None:
        text = path.read_text("utf-8")

        assert re.match(r"\{% extends \"[a-z_]+/[a-z_]+\.html\" %\}", text)
        title = re.search(r"\{% block title %\}(.+?)\{% endblock( title)? %\}", text, re.DOTALL)
        assert title is not None
        assert title[1].strip()

    def test_is_looked_at(self) -> None:
        assert len(PAGES) > 20
