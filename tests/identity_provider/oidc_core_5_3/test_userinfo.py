"""OpenID Connect Core, 5.3 to 5.5, and Identity Assurance: which claims a client gets."""

import base64
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from shiming.accounts.models import Account
from shiming.identity_provider.models import AuthorizationCode, Client
from shiming.kernel.levels import Level
from shiming.proofing.models import Evidence
from shiming.proofing.types import EvidenceKind
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

Release = Callable[..., dict[str, Any]]


@pytest.fixture
def citizen(db: None) -> Account:
    account = make_account_of(PROOFED_CITIZEN, is_attached=True)
    assert account.person_id is not None
    for kind, days, ends in (
        (EvidenceKind.REGISTER_TWO_FACTORS, 3, None),
        (EvidenceKind.LIVE_FACE, 2, NOW + dt.timedelta(days=363)),
        (EvidenceKind.COUNTER, 900, NOW - dt.timedelta(days=1)),
    ):
        Evidence.objects.create(
            person_id=account.person_id,
            account=account,
            kind=kind,
            source="tests",
            strength=Level.INTERMEDIATE,
            at=NOW - dt.timedelta(days=days),
            valid_until=ends,
        )
    return account


@pytest.fixture
def release(
    wire: Wire,
    citizen: Account,
    sign_in: SignIn,
    get_code: Callable[..., str],
    redeem: Callable[..., Reply],
) -> Release:
    """Return a function that has a client ask, and returns what userinfo told it."""

    def release(
        scope: str,
        *,
        client: Client | None = None,
        level: Level = Level.INTERMEDIATE,
        claims: object = None,
    ) -> dict[str, Any]:
        client = client or make_client()
        sign_in(who=citizen, level=level)
        code = get_code(client, scope=scope, claims=json.dumps(claims) if claims else None)
        token = redeem(client, code).json["access_token"]
        return wire.get("/oauth2/userinfo", authorization=f"Bearer {token}").json

    return release


class TestScopes:
    def test_openid_says_no_more_than_the_pairwise_name(self, release: Release) -> None:
        assert release("openid").keys() == {"sub"}

    def test_say_who_it_is_and_mask_the_number(self, release: Release) -> None:
        told = release("openid profile phone identity")

        assert told["name"] == PROOFED_CITIZEN.name
        assert told["user_kind"] == "natural_person"
        assert told["acting_as"] == "self"
        assert told["phone_number"] == PROOFED_CITIZEN.mobile_number.value
        assert told["phone_number_verified"] is True
        assert told["document_type"] == "resident_id_card"
        assert told["document_number_masked"] == PROOFED_CITIZEN.document_number.masked
        assert PROOFED_CITIZEN.number not in json.dumps(told)
        assert "email" not in told

    def test_identity_number_alone_tells_the_full_number(self, release: Release) -> None:
        told = release("openid identity_number")

        assert told["document_number"] == PROOFED_CITIZEN.number
        assert "name" not in told


class TestVerifiedClaims:
    def test_say_what_was_verified_how_and_when_as_far_as_it_still_counts(
        self, release: Release
    ) -> None:
        verified = release("openid identity")["verified_claims"]

        assert verified["verification"]["trust_framework"] == "cn_shiming"
        assert verified["verification"]["assurance_level"] == "intermediate"
        assert verified["verification"]["time"] == "2026-02-28T02:00:00Z"
        assert [
            evidence["check_details"][0] for evidence in verified["verification"]["evidence"]
        ] == [
            {"check_method": "data", "organization": "population_register"},
            {"check_method": "bvr", "organization": "shiming"},
        ]
        assert verified["claims"] == {
            "name": PROOFED_CITIZEN.name,
            "document_type": "resident_id_card",
            "document_number_masked": PROOFED_CITIZEN.document_number.masked,
        }

    def test_are_not_there_below_primary(self, release: Release) -> None:
        assert "verified_claims" not in release("openid identity", level=Level.REGISTERED)

    def test_are_not_there_without_the_scope(self, release: Release) -> None:
        claims = {"userinfo": {"verified_claims": {"claims": {"name": None}}}}

        assert "verified_claims" not in release("openid profile", claims=claims)

    def test_hold_the_named_claims_only(self, release: Release) -> None:
        claims = {
            "userinfo": {
                "verified_claims": {
                    "verification": {"trust_framework": {"value": "cn_shiming"}},
                    "claims": {"name": None},
                }
            }
        }

        told = release("openid identity", claims=claims)

        assert told["verified_claims"]["claims"] == {"name": PROOFED_CITIZEN.name}

    @pytest.mark.parametrize(
        "verification",
        [
            {"trust_framework": {"value": "eidas"}},
            {"trust_framework": {"value": 1}},
            {"assurance_level": {"values": ["advanced"]}},
        ],
    )
    def test_are_withheld_if_they_are_not_those_asked_for(
        self, release: Release, verification: object
    ) -> None:
        wish = {"verification": verification, "claims": {"name": None}}

        for wishes in (wish, [wish], []):
            told = release("openid identity", claims={"userinfo": {"verified_claims": wishes}})
            assert "verified_claims" not in told

    def test_are_those_of_the_first_wish_that_is_met(self, release: Release) -> None:
        wishes = [
            {"verification": {"trust_framework": {"value": "eidas"}}, "claims": {"name": None}},
            {"verification": {"trust_framework": None}, "claims": {"document_type": None}},
            {"verification": {"trust_framework": None}, "claims": {"name": None}},
        ]

        told = release("openid identity", claims={"userinfo": {"verified_claims": wishes}})

        assert told["verified_claims"]["claims"] == {"document_type": "resident_id_card"}


class TestEvidenceThatEnded:
    def test_is_not_claimed_by_a_token_that_was_given_before(
        self,
        wire: Wire,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        time: time_machine.Traveller,
    ) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        assert account.person_id is not None
        for kind, ends in (
            (EvidenceKind.REGISTER_TWO_FACTORS, None),
            (EvidenceKind.LIVE_FACE, NOW + dt.timedelta(minutes=5)),
        ):
            Evidence.objects.create(
                person_id=account.person_id,
                account=account,
                kind=kind,
                source="tests",
                strength=Level.INTERMEDIATE,
                at=NOW - dt.timedelta(days=1),
                valid_until=ends,
            )
        client = make_client()
        sign_in(who=account, level=Level.INTERMEDIATE)
        code = get_code(client, scope="openid identity")
        bearer = f"Bearer {redeem(client, code).json['access_token']}"

        def claimed() -> str:
            told = wire.get("/oauth2/userinfo", authorization=bearer).json
            return str(told["verified_claims"]["verification"]["assurance_level"])

        before = claimed()
        time.move_to(NOW + dt.timedelta(minutes=6))

        assert (before, claimed()) == ("intermediate", "primary")


class TestIdToken:
    def test_says_of_the_person_what_the_claims_parameter_names(
        self,
        citizen: Account,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        client = make_client()
        sign_in(who=citizen, level=Level.PRIMARY)
        claims = json.dumps({"id_token": {"name": None, "document_number": None}})

        reply = redeem(client, get_code(client, scope="openid profile", claims=claims))

        payload = reply.json["id_token"].split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(payload + "=="))
        assert told["name"] == PROOFED_CITIZEN.name
        # Not asked for with a scope: the parameter says where, the scope says whether.
        assert "document_number" not in told
        assert "user_kind" not in told

    def test_keeps_nothing_personal_with_the_grant(self, release: Release) -> None:
        release("openid profile phone identity identity_number")

        grant = AuthorizationCode.objects.values().get()
        assert PROOFED_CITIZEN.name not in str(grant)
        assert PROOFED_CITIZEN.number not in str(grant)
