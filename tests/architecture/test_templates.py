"""Every template parses, and keeps to what the content security policy and the kit demand."""

import pathlib
import re

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
    "cell without its heading, on phones: data-label": r"<td(?![^>]*\s(?:data-label=|contente))",
    "unescaped text: SafeString belongs to the kit": r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off",
    "hard-coded address: a {% url %} or a setting": r"https?://(?!www\.w3\.org/)",
}


# Forms that the browser sends to somebody else, who must not learn our token.
LEAVING = {"form_post.html"}


def name_of(path: pathlib.Path) -> str:
    """Return the name under which Django loads an area's template."""
    return path.as_posix().rpartition("/templates/")[2]


TEMPLATES = [*AREA_TEMPLATES, *COMPONENTS]


def shown(path: pathlib.Path) -> str:
    """Return where a template stands."""
    return path.relative_to(ROOT).as_posix()


class TestEveryTemplate:
    def test_parses(self) -> None:
        for path in AREA_TEMPLATES:
            assert get_template(name_of(path)) is not None, shown(path)

    def test_of_a_component_parses(self) -> None:
        for path in COMPONENTS:
            name = f"{path.parent.name}/{path.name}"

            assert component_kit._engine().get_template(name).name == name

    def test_holds_nothing_forbidden(self) -> None:
        found = [
            (shown(path), what)
            for path in TEMPLATES
            for what, how in FORBIDDEN.items()
            if re.search(how, path.read_text("utf-8"))
        ]

        assert found == []

    def test_is_at_home_in_its_own_area(self) -> None:
        # Templates of one name in two areas would hide each other.
        strangers = [
            shown(path)
            for path in AREA_TEMPLATES
            if not name_of(path).startswith(f"{path.relative_to(ROOT).parts[0]}/")
        ]

        assert strangers == []

    def test_sends_forms_with_a_token(self) -> None:
        wrong = []
        for path in TEMPLATES:
            forms = re.findall(
                r"<form\b[^>]*method=\"post\".*?</form>", path.read_text("utf-8"), re.DOTALL
            )
            is_leaving = path.name in LEAVING
            wrong += [
                (shown(path), form[:80]) for form in forms if ("csrf_token" in form) is is_leaving
            ]

        assert wrong == []


class TestEveryPage:
    def test_stands_in_the_frame_and_has_a_title(self) -> None:
        for path in PAGES:
            text = path.read_text("utf-8")

            assert re.match(r"\{% extends \"[a-z_]+/[a-z_]+\.html\" %\}", text), shown(path)
            title = re.search(r"\{% block title %\}(.+?)\{% endblock( title)? %\}", text, re.DOTALL)
            assert title is not None, shown(path)
            assert title[1].strip(), shown(path)

    def test_is_looked_at(self) -> None:
        assert len(PAGES) > 20
