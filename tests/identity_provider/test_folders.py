"""STYLE.md, section 13: tests of the protocol are foldered by specification and clause."""

import ast
import pathlib
import re

import pytest

HERE = pathlib.Path(__file__).parent
LAYERS = frozenset({"actions", "drivers", "operations", "policies", "protocol", "queries", "web"})
PEERS = frozenset({"apache", "business_system", "guide", "nginx", "oidc_provider", "openid_client"})
"""Whole programs that meet ours, whatever clause they come by."""
SUBJECTS = frozenset({"local_users", "onboarding", "provisioning", "published"})
"""What is ours alone, and no standard describes."""
OF_A_CLAUSE = re.compile(
    r"(rfc\d{4}|oidc_core|oidc_discovery|cas|form_post|(back_channel|front_channel|rp_initiated)"
    r"_logout)(_\d+)+"
)
# Written beside its first clause: «RFC 6749, section 4.1», «CAS 3.0», «OpenID Connect Core, 5.3».
CITED = re.compile(r"(RFC \d{4}|CAS \d|OpenID Connect|OAuth 2\.0|Logout 1\.0)")
FOLDERS = sorted(
    folder.name
    for folder in HERE.iterdir()
    if folder.is_dir() and folder.name != "__pycache__" and any(folder.glob("test_*.py"))
)
SPECIFIED = [name for name in FOLDERS if OF_A_CLAUSE.fullmatch(name)]


class TestFolders:
    def test_are_of_a_clause_a_subject_a_layer_or_a_peer(self) -> None:
        assert set(FOLDERS) - set(SPECIFIED) - PEERS - SUBJECTS - LAYERS == set()

    @pytest.mark.parametrize("name", SPECIFIED)
    def test_hold_tests_that_say_which_clause_they_are_about(self, name: str) -> None:
        docstrings = {
            file.name: ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
            for file in sorted((HERE / name).glob("test_*.py"))
        }

        assert [file for file, text in docstrings.items() if not CITED.search(text)] == []
        number = re.fullmatch(r"rfc(\d{4})_.*", name)
        if number:
            cited = " ".join(docstrings.values())
            assert f"RFC {number.group(1)}" in cited
