"""The kit speaks English as completely as Chinese."""

import gettext
import pathlib
import re

import shiming.web_kit

KIT = pathlib.Path(shiming.web_kit.__file__).parent
CATALOGUE = KIT / "locale" / "en" / "LC_MESSAGES"
WRITTEN = dict(
    re.findall(
        r'^msgid "(.+)"\nmsgstr "(.*)"$', (CATALOGUE / "django.po").read_text("utf-8"), re.MULTILINE
    )
)


class TestEnglishCatalogue:
    def test_has_every_text_of_the_templates(self) -> None:
        templates = [path for path in KIT.rglob("*.html") if "samples" not in path.parts]
        said = {
            text
            for path in templates
            for text in re.findall(r"""{% translate ["']([^"']+)["']""", path.read_text("utf-8"))
        }

        assert said - WRITTEN.keys() == set()

    def test_has_every_text_of_the_code(self) -> None:
        said = {
            text
            for path in KIT.glob("*.py")
            for text in re.findall(r'gettext(?:_lazy)?\(\s*"([^"]+)"', path.read_text("utf-8"))
        }

        assert said - WRITTEN.keys() == set()

    def test_leaves_none_untranslated(self) -> None:
        assert [text for text, english in WRITTEN.items() if not english.strip()] == []

    def test_is_compiled(self) -> None:
        with (CATALOGUE / "django.mo").open("rb") as compiled:
            catalogue = gettext.GNUTranslations(compiled)

        assert {text: catalogue.gettext(text) for text in WRITTEN} == WRITTEN, "run: msgfmt"
