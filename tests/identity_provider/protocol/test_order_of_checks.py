"""STYLE.md, section 16: a test asserts the order of the checks."""

import ast
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

import shiming.identity_provider.protocol as engine
from shiming.identity_provider.protocol import errors
from shiming.identity_provider.protocol.endpoints.authorization import pipeline as authorization
from shiming.identity_provider.protocol.endpoints.end_session import pipeline as end_session
from shiming.identity_provider.protocol.endpoints.token import pipeline as token
from shiming.identity_provider.protocol.endpoints.userinfo import pipeline as userinfo

ENGINE = pathlib.Path(engine.__file__).parent


def names(checks: tuple[Callable[[Any], None], ...]) -> list[str]:
    return [check.__module__.rpartition(".")[2] for check in checks]


class TestOrderOfChecks:
    def test_is_that_of_authorization(self) -> None:
        assert names(authorization.BEFORE_REDIRECT) == [
            "address_is_unrepeated",
            "client_is_known",
            "redirect_uri_is_registered",
        ]
        assert names(authorization.OF_THE_REQUEST) == [
            "parameters_are_unrepeated",
            "state_is_present",
            "request_object_is_absent",
            "response_is_a_code",
            "scopes_are_allowed",
            "nonce_is_present",
            "challenge_is_s256",
            "prompt_is_known",
            "max_age_is_a_number",
            "claims_are_readable",
            "essential_level_exists",
        ]
        assert names(authorization.OF_THE_PERSON) == [
            "somebody_is_signed_in",
            "sign_in_is_fresh",
            "person_is_the_hinted",
            "level_suffices",
            "consent_is_given",
        ]

    def test_is_that_of_the_token_endpoint(self) -> None:
        assert names(token.OF_THE_REQUEST) == [
            "parameters_are_unrepeated",
            "credentials_come_one_way",
            "client_is_authenticated",
            "grant_type_is_supported",
        ]
        assert names(token.OF_THE_CODE) == [
            "code_is_known",
            "redirect_uri_is_the_same",
            "verifier_fits_challenge",
            "code_is_unused",
            "code_is_alive",
        ]
        assert names(token.OF_THE_REFRESH_TOKEN) == [
            "refresh_token_is_known",
            "refresh_token_is_unused",
            "refresh_token_is_alive",
            "scope_is_not_wider",
        ]

    def test_is_that_of_userinfo_and_sign_out(self) -> None:
        assert names(userinfo.CHECKS) == [
            "token_is_presented",
            "token_is_known",
            "token_is_alive",
            "scope_is_openid",
        ]
        assert names(end_session.CHECKS) == [
            "parameters_are_unrepeated",
            "hint_is_ours",
            "address_is_registered",
        ]

    @pytest.mark.parametrize(
        ("table", "may_redirect"),
        [
            (authorization.BEFORE_REDIRECT, False),
            (authorization.OF_THE_REQUEST, True),
            (authorization.OF_THE_PERSON, True),
            (end_session.CHECKS, False),
        ],
    )
    def test_divides_what_may_be_redirected_from_what_may_not(
        self, table: tuple[Callable[[Any], None], ...], *, may_redirect: bool
    ) -> None:
        raised = {name for check in table for name in _raised_in(check.__module__)}

        assert raised
        assert {getattr(errors, name).may_redirect for name in raised} == {may_redirect}

    @pytest.mark.parametrize("endpoint", ["authorization", "token", "userinfo", "end_session"])
    def test_leaves_no_check_out(self, endpoint: str) -> None:
        tables = {
            "authorization": authorization.BEFORE_REDIRECT
            + authorization.OF_THE_REQUEST
            + authorization.OF_THE_PERSON,
            "token": token.OF_THE_REQUEST + token.OF_THE_CODE + token.OF_THE_REFRESH_TOKEN,
            "userinfo": userinfo.CHECKS,
            "end_session": end_session.CHECKS,
        }
        files = (ENGINE / "endpoints" / endpoint / "checks").glob("*.py")

        assert sorted(names(tables[endpoint])) == sorted(
            file.stem for file in files if file.stem != "__init__"
        )


class TestEngine:
    def test_imports_neither_django_nor_anything_that_does_input_or_output(self) -> None:
        allowed = {"joserfc", "shiming", "typing_extensions"}
        forbidden = {"socket", "ssl", "os", "sqlite3", "threading", "subprocess", "http", "logging"}

        imported = {
            (file.name, name)
            for file in ENGINE.rglob("*.py")
            for name in _imports(file)
            if not name.startswith(("shiming.identity_provider.", "shiming.kernel."))
        }

        assert {
            (file, name)
            for file, name in imported
            if name.partition(".")[0] in forbidden | {"django", "psycopg"}
            or (name.startswith("shiming.") and name.partition(".")[0] not in allowed)
        } == set()


def _imports(file: pathlib.Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


def _raised_in(module: str) -> list[str]:
    """Return the classes of the OAuth family that a module imports, and so may raise."""
    path = ENGINE.parent.parent.parent.joinpath(*module.split(".")).with_suffix(".py")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == errors.__name__:
            return [alias.name for alias in node.names]
    return []
