"""What has changed in the product, read once from `changes.toml`, in either language."""

import dataclasses
import datetime as dt
import functools
import pathlib
import tomllib

_FILE = pathlib.Path(__file__).with_name("changes.toml")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version, and what it brought."""

    version: str
    day: dt.date
    changes: tuple[str, ...]


@functools.cache
def versions_in(language: str) -> tuple[Version, ...]:
    """
    Return all versions, newest first, in `language` (`zh` or `en`).

    :raises KeyError: if a text is missing, which a test finds
    """
    content = tomllib.loads(_FILE.read_text("utf-8"))
    return tuple(
        Version(version=each["version"], day=each["day"], changes=tuple(each[language]))
        for each in content["versions"]
    )
