"""Reads the duties that a unit accepts before it connects a system (S19-7)."""

import dataclasses
import functools
import pathlib
import tomllib


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """The text in force, in both languages."""

    version: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


@functools.cache
def current_duties() -> Duties:
    """Return the duties in force."""
    written = tomllib.loads((pathlib.Path(__file__).parent / "duties.toml").read_text("utf-8"))
    return Duties(version=written["version"], zh=tuple(written["zh"]), en=tuple(written["en"]))
