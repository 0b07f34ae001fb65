"""The table of permissions for whoever runs the product names all of them, and no others."""

import pathlib
import re

from shiming.directory.permission_names import PERMISSION_NAMES

PAGE = pathlib.Path(__file__).parents[2] / "docs/how-to/run-in-production.md"
_ROW = re.compile(r"^\| `([a-z_]+:[a-z_]+:[a-z_]+)` \| (.+) \|$", re.MULTILINE)


class TestPermissionsPage:
    def test_has_a_row_for_each_permission(self) -> None:
        rows = _ROW.findall(PAGE.read_text(encoding="utf-8"))

        named = [permission for permission, _ in rows]
        assert sorted(named) == sorted(PERMISSION_NAMES), "add it to the table, with its desk"
        assert len(named) == len(set(named))
