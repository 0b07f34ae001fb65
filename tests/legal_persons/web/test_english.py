"""Every text of the area's pages has its English."""

import gettext
import pathlib
import re

import shiming.legal_persons as area

ROOT = pathlib.Path(area.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TEXTS = (
    re.compile(r"\{% translate [\"'](.+?)[\"'](?: as \w+)? %\}"),
    re.compile(r"\b_\([\"'](.+?)[\"']\)"),
    re.compile(r"\{% blocktranslate[^%]*%\}(.+?)\{% endblocktranslate %\}", re.DOTALL),
    re.compile(r"gettext_lazy\([\"'](.+?)[\"']\)"),
)


def texts() -> set[str]:
    files = [*ROOT.rglob("*.html"), *ROOT.rglob("*.py")]
    return {
        re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", text)
        for file in files
        for pattern in TEXTS
        for text in pattern.findall(file.read_text("utf-8"))
        if CHINESE.search(text)
    }


class TestEnglish:
    def test_is_there_for_every_text(self) -> None:
        with (ROOT / "locale/en/LC_MESSAGES/django.mo").open("rb") as file:
            catalogue = gettext.GNUTranslations(file)

        assert len(texts()) > 150
        assert [text for text in sorted(texts()) if catalogue.gettext(text) == text] == []
