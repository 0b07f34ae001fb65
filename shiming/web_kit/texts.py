"""
What people are told about a refusal: `shiming/<area>/texts.toml`, read once.

An area with many has a folder `texts/` with a file per subject instead.

Each code has what is the case (`zh`, `en`) and what can be done next (`zh_next`, `en_next`), since
there is no dead end. `{name}` is filled from the refusal's context (numbers and ids only).
`action` may name a URL (``accounts:sign-in``) that `zh_action` and `en_action` label.
"""

import dataclasses
import functools
import pathlib
import tomllib
from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from shiming.kernel.errors import DomainError

_AREAS = pathlib.Path(__file__).resolve().parent.parent
_STOPS = {"zh": "。", "en": ". "}
_NEEDED = {"zh", "zh_next", "en", "en_next"}


class TextMissing(LookupError):
    """A text file lacks a key; a mistake of ours that a test finds, hence no refusal."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RefusalText:
    """A refusal in the language of the reader."""

    title: str
    """What is the case, as a heading: without a full stop, whatever the file says."""
    next: str
    sentences: str
    """Both in one line, for a place beside a field."""
    action_label: str = ""
    action_url: str = ""


class _Known(dict[str, object]):
    """Leaves a placeholder that the context does not know out of the text."""

    def __missing__(self, key: str) -> str:
        return ""


@functools.cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """
    Return the texts of all codes.

    :raises TextMissing: if a code lacks one of the four needed texts
    """
    texts: dict[str, Mapping[str, str]] = {}
    for path in sorted([*_AREAS.glob("*/texts.toml"), *_AREAS.glob("*/texts/*.toml")]):
        for code, entry in tomllib.loads(path.read_text("utf-8")).items():
            if missing := _NEEDED - entry.keys():
                raise TextMissing(f"{path.relative_to(_AREAS)}: {code} lacks {sorted(missing)}")
            texts[code] = entry
    return texts


def text_of(error: DomainError) -> RefusalText:
    """Return what to tell, in the active language; a code without text speaks for its kind."""
    texts = catalogue()
    entry = texts.get(error.code) or texts[f"web_kit.kind.{error.kind.value}"]
    return _text(entry, _Known(error.context))


def text_of_code(code: str) -> RefusalText | None:
    """Return what to tell of a refusal of which only the code was kept, or None if it has none."""
    entry = catalogue().get(code)
    return None if entry is None else _text(entry, _Known())


def _text(entry: Mapping[str, str], context: _Known) -> RefusalText:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    title = entry[language].format_map(context).rstrip("。.")
    what_next = entry[f"{language}_next"].format_map(context)
    return RefusalText(
        title=title,
        next=what_next,
        sentences=f"{title}{_STOPS[language]}{what_next}".strip(),
        action_label=entry.get(f"{language}_action", ""),
        action_url=_address(entry.get("action", "")),
    )


def _address(name: str) -> str:
    """Resolve a URL name; an area that is not installed here has none, and offers no button."""
    if not name:
        return ""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
