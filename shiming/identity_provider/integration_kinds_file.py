"""Reads how systems may be connected: structure, mode and division of work of each kind (S16-5)."""

import dataclasses
import functools
import pathlib
import tomllib


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationKind:
    """One kind of integration, in one language."""

    key: str
    guide: str
    """The page of the integrator's guide, seen from docs/how-to/integrate/."""
    title: str
    structure: str
    mode: tuple[str, ...]
    platform: tuple[str, ...]
    developer: tuple[str, ...]


@functools.cache
def integration_kinds(language: str) -> tuple[IntegrationKind, ...]:
    """Return the kinds in a language: English, or Chinese for everybody else."""
    file = pathlib.Path(__file__).parent / "integration_kinds.toml"
    suffix = "_en" if language.startswith("en") else ""
    return tuple(
        IntegrationKind(
            key=one["key"],
            guide=one["guide"],
            title=one[f"title{suffix}"],
            structure=one[f"structure{suffix}"],
            mode=tuple(one[f"mode{suffix}"]),
            platform=tuple(one[f"platform{suffix}"]),
            developer=tuple(one[f"developer{suffix}"]),
        )
        for one in tomllib.loads(file.read_text("utf-8"))["kind"]
    )
