"""docs/reference/attacks.md names tests that exist."""

import ast
import functools
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/attacks.md"
TEXT = PAGE.read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT)))
TESTS = [one for one in NAMED if "::" in one]


@functools.cache
def found_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return frozenset(node.name for node in classes) | {
        f"{node.name}::{inner.name}"
        for node in classes
        for inner in node.body
        if isinstance(inner, ast.FunctionDef)
    }


class TestAttacksPage:
    @pytest.mark.parametrize("name", TESTS)
    def test_names_what_is_there(self, name: str) -> None:
        file, _, test = name.partition("::")

        assert test in found_in(file)

    def test_is_long(self) -> None:
        assert len(TESTS) >= 45

    def test_tries_the_published_holes_of_others(self) -> None:
        """QUALITY.md: at least 45, each with a test of its own or one that tries it among more."""
        rows = re.findall(r"^\| (CVE-\d{4}-\d+) \|.*\| `(tests/[^`]+)` \|$", TEXT, re.MULTILINE)

        assert len({number for number, _ in rows}) == len(rows) >= 45
        assert TEXT.count("| CVE-") == len(rows)
        assert f"\n{len(rows)} holes that were found" in TEXT
