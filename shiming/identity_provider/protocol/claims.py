"""
Which claims a client gets, and what they say.

A scope decides whether a claim may be released at all; the `claims` parameter (OpenID Connect
Core, section 5.5) only says where it is wanted. `verified_claims` follows OpenID Connect for
Identity Assurance 1.0.
"""

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from shiming.identity_provider.protocol.errors import InvalidRequest
from shiming.identity_provider.protocol.store import (
    Attestation,
    FindHolder,
    FindLocalUser,
    Grant,
    HolderRecord,
    Steps,
)
from shiming.identity_provider.types import Scope
from shiming.kernel.actor import ActingKind
from shiming.kernel.levels import Level

TRUST_FRAMEWORK = "cn_shiming"
VERIFIED_CLAIMS = "verified_claims"
LOCAL_USER = "local_user"
LONGEST_REQUEST = 4096

CLAIMS_OF_SCOPE: Mapping[Scope, tuple[str, ...]] = MappingProxyType(
    {
        Scope.PROFILE: ("name", "preferred_username", "user_kind", "acting_as"),
        Scope.PHONE: ("phone_number", "phone_number_verified"),
        Scope.EMAIL: ("email", "email_verified"),
        Scope.IDENTITY: ("document_type", "document_number_masked", VERIFIED_CLAIMS),
        Scope.IDENTITY_NUMBER: ("document_number",),
        Scope.ACTING: (
            "acting_as",
            "organisation_name",
            "organisation_code",
            "company_name",
            "uscc",
            "taxpayer_number",
            "legal_representative",
            "office",
            "region",
        ),
    }
)

_READERS: Mapping[str, Callable[[HolderRecord, Grant], str | bool]] = MappingProxyType(
    {
        "name": lambda holder, _: holder.name,
        "preferred_username": lambda holder, _: holder.user_name,
        "user_kind": lambda holder, _: holder.user_kind,
        "acting_as": lambda _, grant: grant.acting,
        "phone_number": lambda holder, _: holder.mobile,
        # Contacts are stored only once a code sent to them came back (A9).
        "phone_number_verified": lambda holder, _: bool(holder.mobile),
        "email": lambda holder, _: holder.email,
        "email_verified": lambda holder, _: bool(holder.email),
        "document_type": lambda holder, _: holder.document_type,
        "document_number_masked": lambda holder, _: holder.document_number_masked,
        "document_number": lambda holder, _: holder.document_number,
        "organisation_name": lambda holder, _: holder.acting.organisation_name,
        "organisation_code": lambda holder, _: holder.acting.organisation_code,
        "company_name": lambda holder, _: holder.acting.company_name,
        "uscc": lambda holder, _: holder.acting.uscc,
        "taxpayer_number": lambda holder, _: holder.acting.taxpayer_number,
        "legal_representative": lambda holder, _: holder.acting.legal_representative,
        "office": lambda holder, _: holder.acting.office,
        "region": lambda holder, _: holder.acting.region,
    }
)
_PUBLIC_OF_UNITS = frozenset({"user_kind", "acting_as", "company_name", "uscc", "region"})
"""All that is said of a unit that came by its password alone: nothing of any person (S35-8)."""
_VERIFIABLE = ("name", "document_type", "document_number_masked", "document_number")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsRequest:
    """The `claims` parameter, by the place where the claims are wanted."""

    id_token: Mapping[str, object] = dataclasses.field(default_factory=dict)
    userinfo: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "ClaimsRequest":
        """
        Read the parameter; unknown members are passed over, as the standard says.

        :raises InvalidRequest: if it is no JSON object of objects, or too long
        """
        if not text:
            return cls()
        if len(text) > LONGEST_REQUEST:
            raise InvalidRequest("claims is too long")
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InvalidRequest("claims is not JSON") from error
        if not isinstance(content, dict):
            raise InvalidRequest("claims is not a JSON object")
        places = {
            place: {} if content.get(place) is None else content[place]
            for place in ("id_token", "userinfo")
        }
        if not all(isinstance(wishes, dict) for wishes in places.values()):
            raise InvalidRequest("id_token and userinfo in claims must be JSON objects")
        return cls(id_token=places["id_token"], userinfo=places["userinfo"])

    @property
    def essential_acr(self) -> tuple[str, ...]:
        """The acr values of which the client demands one (OpenID Connect Core, 5.5.1.1)."""
        wish = self.id_token.get("acr")
        if not isinstance(wish, dict) or wish.get("essential") is not True:
            return ()
        return tuple(_accepted(wish))


def userinfo_claims(
    grant: Grant, scopes: Collection[str], now: dt.datetime, *, client_pk: uuid.UUID
) -> Steps[dict[str, object]]:
    """
    Return what the userinfo endpoint says: all that the scopes of the token allow.

    `client_pk` is the client whose token it is, which an exchanged token's grant is not of.
    """
    wishes = ClaimsRequest.parse(grant.claims).userinfo
    told = yield from _release(grant, names=_allowed(scopes), wishes=wishes, now=now)
    return told | (yield from _local_user(grant.account_id, scopes, client_pk))


def id_token_claims(grant: Grant, now: dt.datetime) -> Steps[dict[str, object]]:
    """
    Return what the ID token says of the person: what the scopes allow and `claims` names.

    So it is with the client's own name for them (E7), too: ID tokens come back in addresses, as
    hints at a sign-out, so that nothing stands in one that its client did not ask for there.
    """
    wishes = ClaimsRequest.parse(grant.claims).id_token
    names = [name for name in _allowed(grant.scopes) if name in wishes]
    told = yield from _release(grant, names=names, wishes=wishes, now=now)
    if LOCAL_USER not in wishes:
        return told
    return told | (yield from _local_user(grant.account_id, grant.scopes, grant.client_pk))


def _local_user(
    account_id: uuid.UUID, scopes: Collection[str], client_pk: uuid.UUID
) -> Steps[dict[str, object]]:
    if Scope.LOCAL_USER not in scopes:
        return {}
    found = yield from FindLocalUser(client_pk=client_pk, account_id=account_id)
    return {LOCAL_USER: found} if found else {}


def _allowed(scopes: Collection[str]) -> list[str]:
    return [name for scope, names in CLAIMS_OF_SCOPE.items() if scope in scopes for name in names]


def _release(
    grant: Grant, *, names: Collection[str], wishes: Mapping[str, object], now: dt.datetime
) -> Steps[dict[str, object]]:
    if not names:
        # Nobody's data are read, or decrypted, for a client that only wants to recognise them.
        return {}
    holder = yield from FindHolder(
        account_id=grant.account_id,
        person_id=grant.person_id,
        wants_attestations=VERIFIED_CLAIMS in names,
        organisation_id=grant.organisation_id if "office" in names else None,
        legal_person_id=grant.legal_person_id if "office" in names else None,
        now=now,
    )
    released: dict[str, object] = {}
    for name in _of_unit_alone(names) if grant.acting == ActingKind.UNIT else names:
        value = (
            _verified_claims(holder, grant, allowed=names, wish=wishes.get(VERIFIED_CLAIMS))
            if name == VERIFIED_CLAIMS
            else _READERS[name](holder, grant)
        )
        # What we do not know is left out (OpenID Connect Core, section 5.3.2).
        if value or value is False:
            released[name] = value
    return released


def _of_unit_alone(names: Collection[str]) -> list[str]:
    return [name for name in names if name in _PUBLIC_OF_UNITS]


def _verified_claims(
    holder: HolderRecord, grant: Grant, *, allowed: Collection[str], wish: object
) -> dict[str, object] | None:
    """Return what was verified, by whom and when; nothing below the level *primary*."""
    # A grant outlives the evidence that it was given on: what has ended since is not claimed.
    level = min(grant.level, holder.level)
    if level < Level.PRIMARY or not holder.attestations:
        return None
    verification: dict[str, object] = {
        "trust_framework": TRUST_FRAMEWORK,
        "assurance_level": level.slug,
        "time": _instant(max(attestation.proven_at for attestation in holder.attestations)),
        "evidence": [_evidence(attestation) for attestation in holder.attestations],
    }
    # Of several wishes the first that can be met counts (IDA 1.0, 5.7.5).
    wishes = wish if isinstance(wish, list) else [wish or {}]
    met = [
        one
        for one in wishes
        if isinstance(one, dict) and _is_met(one.get("verification"), verification)
    ]
    if not met:
        return None

    named = met[0].get("claims")
    claims = {
        name: value
        for name in _VERIFIABLE
        if name in allowed or name == "name"
        if not isinstance(named, dict) or name in named
        if (value := _READERS[name](holder, grant))
    }
    return {"verification": verification, "claims": claims} if claims else None


def _evidence(attestation: Attestation) -> dict[str, object]:
    return {
        "type": "electronic_record",
        "check_details": [{"check_method": attestation.method, "organization": attestation.source}],
        "time": _instant(attestation.proven_at),
    }


def _is_met(wish: object, verification: Mapping[str, object]) -> bool:
    """Tell whether the verification is the one asked for; if not, nothing is said (IDA 5.7.4)."""
    if not isinstance(wish, dict):
        return True
    for name in ("trust_framework", "assurance_level"):
        demanded = wish.get(name)
        if isinstance(demanded, dict):
            is_named = not demanded.keys().isdisjoint({"value", "values"})
            if is_named and verification[name] not in _accepted(demanded):
                return False
    return True


def _accepted(wish: Mapping[str, object]) -> list[str]:
    values = wish.get("values")
    candidates = [wish.get("value"), *(values if isinstance(values, list) else ())]
    return [value for value in candidates if isinstance(value, str)]


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
