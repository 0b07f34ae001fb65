"""STYLE.md, section 16: a test asserts the order of the checks."""

import ast
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

import shiming.identity_provider.protocol as engine
from shiming.identity_provider.protocol import errors
from shiming.identity_provider.protocol.client_authentication import (
    pipeline as client_authentication,
)
from shiming.identity_provider.protocol.dpop import pipeline as dpop
from shiming.identity_provider.protocol.endpoints.authorization import pipeline as authorization
from shiming.identity_provider.protocol.endpoints.cas import pipeline as cas
from shiming.identity_provider.protocol.endpoints.device_authorization import (
    pipeline as device_authorization,
)
from shiming.identity_provider.protocol.endpoints.end_session import pipeline as end_session
from shiming.identity_provider.protocol.endpoints.introspection import pipeline as introspection
from shiming.identity_provider.protocol.endpoints.revocation import pipeline as revocation
from shiming.identity_provider.protocol.endpoints.token import pipeline as token
from shiming.identity_provider.protocol.endpoints.userinfo import pipeline as userinfo
from shiming.identity_provider.types import AuthMethod

ENGINE = pathlib.Path(engine.__file__).parent


def names(checks: tuple[Callable[[Any], None], ...]) -> list[str]:
    return [check.__module__.rpartition(".")[2] for check in checks]


class TestOrderOfChecks:
    def test_is_that_of_authorization(self) -> None:
        assert names(authorization.OF_THE_ENVELOPE) == [
            "request_comes_one_way",
            "client_is_known",
            "request_uri_is_pushed",
            "request_is_pushed_where_demanded",
        ]
        assert names(authorization.BEFORE_REDIRECT) == [
            "address_is_unrepeated",
            "redirect_uri_is_registered",
        ]
        assert names(authorization.OF_THE_REQUEST) == [
            "parameters_are_unrepeated",
            "state_is_present",
            "registration_is_absent",
            "client_uses_codes",
            "response_is_a_code",
            "scopes_are_allowed",
            "resources_are_allowed",
            "nonce_is_present",
            "challenge_is_s256",
            "key_thumbprint_is_one",
            "prompt_is_known",
            "max_age_is_a_number",
            "claims_are_readable",
            "essential_level_exists",
        ]
        assert names(authorization.OF_THE_PERSON) == [
            "somebody_is_signed_in",
            "sign_in_is_fresh",
            "way_in_is_accepted",
            "account_is_chosen",
            "person_is_the_hinted",
            "person_is_welcome",
            "level_suffices",
            "consent_is_given",
        ]

    def test_is_that_of_client_authentication(self) -> None:
        assert names(client_authentication.OF_EVERY_CLIENT) == [
            "parameters_are_unrepeated",
            "credentials_come_one_way",
            "client_is_in_use",
            "way_is_the_registered",
        ]
        ways = {way: names(checks) for way, checks in client_authentication.OF_THE_WAY.items()}
        assert ways == {
            AuthMethod.BASIC: ["secret_is_right", "secret_is_in_time"],
            AuthMethod.POST: ["secret_is_right", "secret_is_in_time"],
            AuthMethod.PRIVATE_KEY_JWT: [
                "assertion_is_signed",
                "assertion_is_the_clients_own",
                "assertion_is_for_us",
                "assertion_is_fresh",
                "assertion_has_an_identifier",
            ],
            AuthMethod.TLS: ["certificate_is_the_registered"],
            AuthMethod.SELF_SIGNED_TLS: ["certificate_is_the_registered"],
            AuthMethod.NONE: [],
        }

    def test_is_that_of_proofs_of_possession(self) -> None:
        assert names(dpop.CHECKS) == [
            "proof_is_signed",
            "proof_is_for_this_request",
            "nonce_is_ours",
            "proof_is_fresh",
            "proof_has_an_identifier",
            "proof_is_of_this_token",
        ]

    def test_is_that_of_the_token_endpoint(self) -> None:
        assert names(token.OF_THE_REQUEST) == [
            "grant_type_is_supported",
            "grant_type_is_the_clients",
            "key_is_proven",
            "resources_are_the_clients",
        ]
        assert names(token.OF_THE_CODE) == [
            "code_is_known",
            "redirect_uri_is_the_same",
            "verifier_fits_challenge",
            "key_is_the_announced",
            "code_is_unused",
            "code_is_alive",
            "resources_are_granted",
            "code_reaches_its_level",
        ]
        assert names(token.OF_THE_REFRESH_TOKEN) == [
            "refresh_token_is_known",
            "key_is_the_same",
            "refresh_token_is_unused",
            "refresh_token_is_alive",
            "scope_is_not_wider",
            "resources_are_still_granted",
            "refresh_token_reaches_its_level",
        ]
        assert names(token.OF_THE_CLIENT_ITSELF) == [
            "client_is_confidential",
            "scope_is_the_clients_own",
        ]
        assert names(token.OF_THE_DEVICE) == [
            "device_code_is_known",
            "device_code_is_fresh",
            "device_is_patient",
            "person_has_agreed",
        ]
        assert names(token.OF_THE_APPROVED_CODE) == [
            "approval_is_known",
            "code_is_unused",
            "code_is_alive",
            "resources_are_granted",
            "code_reaches_its_level",
        ]
        assert names(token.OF_THE_EXCHANGE) == [
            "subject_token_is_known",
            "subject_is_alive",
            "subject_is_a_person",
            "subject_is_for_this_client",
            "subject_key_is_the_same",
            "actor_is_alive",
            "exchange_stays_an_access_token",
            "exchange_widens_no_scope",
            "exchange_widens_no_resource",
            "exchange_is_not_endless",
            "exchange_reaches_its_level",
        ]

    def test_is_that_of_the_endpoints_for_tokens(self) -> None:
        assert names(introspection.OF_THE_REQUEST) == [
            "client_is_confidential",
            "token_is_presented",
        ]
        assert names(introspection.OF_THE_TOKEN) == [
            "token_is_known",
            "token_is_for_this_client",
            "token_is_alive",
        ]
        assert names(revocation.OF_THE_REQUEST) == ["token_is_presented"]
        assert names(revocation.OF_THE_TOKEN) == ["token_is_the_clients_own"]
        assert names(device_authorization.CHECKS) == [
            "grant_type_is_the_clients",
            "scopes_are_allowed",
            "resources_are_allowed",
        ]

    def test_is_that_of_userinfo_and_sign_out(self) -> None:
        assert names(userinfo.CHECKS) == [
            "token_comes_in_the_header",
            "token_is_presented",
            "token_is_known",
            "token_is_alive",
            "key_is_proven",
            "token_is_for_us",
            "scope_is_openid",
            "level_suffices",
        ]
        assert names(end_session.CHECKS) == [
            "parameters_are_unrepeated",
            "hint_is_ours",
            "address_is_registered",
        ]

    def test_is_that_of_cas(self) -> None:
        assert names(cas.BEFORE_REDIRECT) == ["service_is_registered"]
        assert names(cas.OF_THE_PERSON) == [
            "somebody_is_signed_in",
            "sign_in_is_fresh",
            "way_in_is_accepted",
            "person_is_welcome",
            "level_suffices",
        ]
        assert names(cas.OF_THE_QUESTION) == ["validation_is_complete", "ticket_is_known"]
        assert names(cas.OF_THE_TICKET) == [
            "ticket_is_alive",
            "service_is_the_same",
            "sign_in_was_fresh",
        ]

    @pytest.mark.parametrize(
        ("table", "may_redirect"),
        [
            (authorization.OF_THE_ENVELOPE, False),
            (authorization.BEFORE_REDIRECT, False),
            (cas.BEFORE_REDIRECT, False),
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

    @pytest.mark.parametrize(
        "endpoint",
        [
            "authorization",
            "cas",
            "client_authentication",
            "device_authorization",
            "dpop",
            "end_session",
            "introspection",
            "revocation",
            "token",
            "userinfo",
        ],
    )
    def test_leaves_no_check_out(self, endpoint: str) -> None:
        tables = {
            "authorization": authorization.OF_THE_ENVELOPE
            + authorization.BEFORE_REDIRECT
            + authorization.OF_THE_REQUEST
            + authorization.OF_THE_PERSON,
            "cas": cas.BEFORE_REDIRECT
            + cas.OF_THE_PERSON
            + cas.OF_THE_QUESTION
            + cas.OF_THE_TICKET,
            "token": token.OF_THE_REQUEST
            + token.OF_THE_CODE
            + token.OF_THE_REFRESH_TOKEN
            + token.OF_THE_CLIENT_ITSELF
            + token.OF_THE_DEVICE
            + token.OF_THE_APPROVED_CODE
            + token.OF_THE_EXCHANGE,
            "introspection": introspection.OF_THE_REQUEST + introspection.OF_THE_TOKEN,
            "revocation": revocation.OF_THE_REQUEST + revocation.OF_THE_TOKEN,
            "device_authorization": device_authorization.CHECKS,
            "client_authentication": client_authentication.OF_EVERY_CLIENT
            + client_authentication.OF_A_SECRET
            + client_authentication.OF_AN_ASSERTION
            + client_authentication.OF_A_CERTIFICATE,
            "dpop": dpop.CHECKS,
            "userinfo": userinfo.CHECKS,
            "end_session": end_session.CHECKS,
        }
        folders = (ENGINE / "endpoints" / endpoint, ENGINE / endpoint)
        files = [file for folder in folders for file in (folder / "checks").glob("*.py")]

        assert sorted(set(names(tables[endpoint]))) == sorted(
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
