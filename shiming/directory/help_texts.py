"""The help centre's questions and answers, read once from `help.toml`, in either language."""

import dataclasses
import functools
import pathlib
import tomllib
from typing import Any

_FILE = pathlib.Path(__file__).with_name("help.toml")
LANGUAGES = ("zh", "en")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its answer; the anchor is its address on the page."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Questions that belong together."""

    anchor: str
    icon: str
    title: str
    questions: tuple[Question, ...]


@functools.cache
def topics_in(language: str) -> tuple[Topic, ...]:
    """
    Return all topics in `language`, one of `LANGUAGES`.

    :raises KeyError: if a text is missing, which a test finds
    """
    content = tomllib.loads(_FILE.read_text("utf-8"))
    return tuple(
        Topic(
            anchor=topic["anchor"],
            icon=topic["icon"],
            title=topic[language],
            questions=tuple(_question(entry, language) for entry in topic["questions"]),
        )
        for topic in content["topics"]
    )


def _question(entry: dict[str, Any], language: str) -> Question:  # Any: TOML is not typed
    return Question(
        anchor=entry["anchor"],
        title=entry[language],
        paragraphs=tuple(entry.get(f"{language}_text", ())),
        points=tuple(entry.get(f"{language}_points", ())),
    )
