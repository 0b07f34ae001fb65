"""docs/reference/accounts.md names tests that exist."""

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/accounts.md"
NAMED = sorted(set(re.findall(r"`(tests/[^`]+\.py[^`]*)`", PAGE.read_text("utf-8"))))


@pytest.mark.parametrize("name", NAMED)
def test_every_named_test_is_there(name: str) -> None:
    file, *path = name.split("::")
    node: ast.AST = ast.parse((ROOT / file).read_text("utf-8"))
    for part in path:
        inner = [
            one
            for one in ast.iter_child_nodes(node)
            if isinstance(one, ast.ClassDef | ast.FunctionDef) and one.name == part
        ]
        assert inner, part
        node = inner[0]


def test_all_thirteen_ways_in_are_walked() -> None:
    ways = set(re.findall(r"\((\d+)\)", PAGE.read_text("utf-8").partition("## Each way")[2]))

    assert ways >= {str(number) for number in range(1, 14)}
