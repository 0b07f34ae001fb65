"""The pages of messages speak English as completely as Chinese, and so do the templates."""

import gettext
import pathlib
import re

import pytest

import shiming.messages
from shiming.messages.template_files import get_template, list_template_names
from shiming.messages.types import CHINESE, ENGLISH

AREA = pathlib.Path(shiming.messages.__file__).parent
CATALOGUE = AREA / "locale" / "en" / "LC_MESSAGES"
WRITTEN = dict(
    re.findall(
        r'^msgid "(.+)"\nmsgstr "(.*)"$', (CATALOGUE / "django.po").read_text("utf-8"), re.MULTILINE
    )
)
TAG = re.compile(r"""(?:{% translate |=_\()["']([^"']+)["']""")
CALL = re.compile(r'\b(?:_|gettext|gettext_lazy)\(\s*"([^"]+)"')


class TestEnglishCatalogue:
    def test_has_every_text_of_the_pages(self) -> None:
        said = {
            text for path in AREA.rglob("*.html") for text in TAG.findall(path.read_text("utf-8"))
        } | {text for path in AREA.rglob("*.py") for text in CALL.findall(path.read_text("utf-8"))}

        assert said - WRITTEN.keys() == set()

    def test_leaves_none_untranslated(self) -> None:
        assert [text for text, english in WRITTEN.items() if not english.strip()] == []

    def test_is_compiled(self) -> None:
        with (CATALOGUE / "django.mo").open("rb") as compiled:
            catalogue = gettext.GNUTranslations(compiled)

        assert {text: catalogue.gettext(text) for text in WRITTEN} == WRITTEN, "run: msgfmt"


class TestMessageTemplates:
    @pytest.mark.parametrize("name", list_template_names())
    def test_say_the_same_in_both_languages(self, name: str) -> None:
        texts = get_template(name).texts

        assert texts[CHINESE].keys() == texts.get(ENGLISH, {}).keys()
