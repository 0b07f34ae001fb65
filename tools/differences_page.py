"""
Write docs/reference/differences.md: where ours answers otherwise than npm oidc-provider, and why.

The table is kept, and held to the truth, by tests/identity_provider/oidc_provider.
"""

import dataclasses
import pathlib
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests/identity_provider/oidc_provider/differences.toml"
PAGE = ROOT / "docs/reference/differences.md"
HEAD = """# Where Shiming answers otherwise than npm oidc-provider

Made by `tools/differences_page.py` of `tests/identity_provider/oidc_provider/differences.toml`.
The same requests go to both with every test run, and a difference in status, error code, members
or in the headers that an RFC rules fails the run unless it stands here; so does one that stands
here and is no more. "Theirs" is npm `oidc-provider` 9 with its stock rules and the features
switched on that ours has; where it differs it is seldom wrong: most of it the standards leave
open.

`client:` is a redirect to the client with these parameters, `page` an error page that redirects
nowhere, `+` the challenge in `WWW-Authenticate`.
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Difference:
    """A request, and what it comes to at both."""

    request: str
    ours: str
    theirs: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reason:
    """Why some requests are answered otherwise, and the clause that rules it."""

    name: str
    why: str
    clause: str
    differences: tuple[Difference, ...]


def read() -> list[Reason]:
    """Return the table."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return [
        Reason(
            name=one["name"],
            why=one["why"],
            clause=one["clause"],
            differences=tuple(Difference(**each) for each in one["difference"]),
        )
        for one in table["reason"]
    ]


def render() -> str:
    """Return the page."""
    parts = [HEAD]
    for reason in read():
        rows = [f"| {one.request} | `{one.ours}` | `{one.theirs}` |" for one in reason.differences]
        parts.append(
            f"## {reason.name.replace('-', ' ').capitalize()}\n\n{reason.why} ({reason.clause})\n\n"
            "| request | ours | theirs |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
