"""
Passkeys (WebAuthn level 3): the challenges, and what authenticators answer to them.

No row is written for a challenge that is only looked at: it carries its own expiry and a keyed
hash over its purpose and whom it is bound to. That each is answered once, `operations` sees to.
"""

import dataclasses
import datetime as dt
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any

import structlog
import webauthn
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json_dict,
    parse_authentication_credential_json,
)
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from shiming.accounts import errors
from shiming.accounts.types import PasskeyPurpose, RelyingParty
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

_log = structlog.get_logger(__name__)

_PURPOSE = "accounts.passkey.challenge"
_NONCE_BYTES = 16
_EXPIRY_BYTES = 8
_HEAD_BYTES = _NONCE_BYTES + _EXPIRY_BYTES
_TIMEOUT_MS = 300_000
# A real answer has some two thousand characters, with a certificate chain some six thousand.
_LONGEST_ANSWER = 16_384
# Any: JSON for the browser, whose shape the W3C defines and `webauthn` makes.
Options = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key as options name it: to be asked for, or not to be made twice."""

    credential_id: str
    transports: Sequence[str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that an authenticator has just made for us."""

    credential_id: str
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    is_backup_eligible: bool
    is_backed_up: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """What an answer claims, before anything about it is checked."""

    credential_id: str
    user_handle: str
    challenge: bytes


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a right signature says beside that the key is there."""

    sign_count: int
    is_backed_up: bool


def new_user_handle() -> str:
    """Return a random name for an account, opaque to whoever reads an authenticator."""
    return secrets.token_urlsafe(32)


def new_challenge(
    *, purpose: PasskeyPurpose, bound_to: str, now: dt.datetime, lifetime: dt.timedelta
) -> bytes:
    """Return a fresh challenge for one purpose and one visitor, session or pending sign-in."""
    expires = int((now + lifetime).timestamp())
    head = secrets.token_bytes(_NONCE_BYTES) + expires.to_bytes(_EXPIRY_BYTES, "big")
    value = _signed_text(head, purpose=purpose, bound_to=bound_to)
    return head + bytes.fromhex(vault.blind_index(purpose=_PURPOSE, value=value))


def challenge_expiry(
    challenge: bytes, *, purpose: PasskeyPurpose, bound_to: str, now: dt.datetime
) -> dt.datetime | None:
    """Return until when a challenge of ours is good, or None if it is late or not for this."""
    head, given = challenge[:_HEAD_BYTES], challenge[_HEAD_BYTES:]
    value = _signed_text(head, purpose=purpose, bound_to=bound_to)
    is_ours = any(
        hmac.compare_digest(given, bytes.fromhex(index))
        for index in vault_queries.blind_indexes(purpose=_PURPOSE, value=value)
    )
    if not is_ours:
        return None
    expires = int.from_bytes(head[_NONCE_BYTES:], "big")
    return dt.datetime.fromtimestamp(expires, dt.UTC) if now.timestamp() < expires else None


def registration_options(
    *,
    party: RelyingParty,
    challenge: bytes,
    user_handle: str,
    label: str,
    exclude: Sequence[KnownKey],
) -> Options:
    """Return what the browser passes to `navigator.credentials.create`."""
    return options_to_json_dict(
        webauthn.generate_registration_options(
            rp_id=party.id,
            rp_name=party.name,
            user_id=user_handle.encode(),
            user_name=label,
            user_display_name=label,
            challenge=challenge,
            timeout=_TIMEOUT_MS,
            attestation=AttestationConveyancePreference.NONE,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(exclude),
        )
    )


def request_options(
    *, party: RelyingParty, challenge: bytes, allow: Sequence[KnownKey] = ()
) -> Options:
    """Return what the browser passes to `navigator.credentials.get`; without `allow` any key."""
    return options_to_json_dict(
        webauthn.generate_authentication_options(
            rp_id=party.id,
            challenge=challenge,
            timeout=_TIMEOUT_MS,
            allow_credentials=_descriptors(allow),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def challenge_of(answer: str) -> bytes:
    """
    Return the challenge that an answer names, of either kind.

    :raises errors.PasskeyNotAccepted: if it is no answer of an authenticator in form
    """
    if len(answer) > _LONGEST_ANSWER:
        raise errors.PasskeyNotAccepted
    try:
        client = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(client["challenge"])
        # A page of somebody else that shows ours in a frame asks in our name: never.
        is_framed = bool(client.get("crossOrigin")) or "topOrigin" in client
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise errors.PasskeyNotAccepted from None
    if is_framed:
        raise errors.PasskeyNotAccepted
    return challenge


def read_answer(answer: str) -> GivenAnswer:
    """
    Return whose key an answer claims to come from; nothing of it is proven yet.

    :raises errors.PasskeyNotAccepted: if it is no answer of an authenticator in form
    """
    challenge = challenge_of(answer)
    try:
        parsed = parse_authentication_credential_json(answer)
        handle = (parsed.response.user_handle or b"").decode()
    except Exception as error:
        raise _not_accepted(error) from error
    return GivenAnswer(
        credential_id=bytes_to_base64url(parsed.raw_id), user_handle=handle, challenge=challenge
    )


def verify_registration(answer: str, *, challenge: bytes, party: RelyingParty) -> NewKey:
    """
    Return the key that an authenticator made, once all that it says of it holds.

    :raises errors.PasskeyNotAccepted: if origin, party, challenge or verification are not right
    """
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            require_user_verification=True,
        )
        transports = json.loads(answer)["response"].get("transports") or []
    except Exception as error:
        raise _not_accepted(error) from error
    known = {transport.value for transport in AuthenticatorTransport}
    return NewKey(
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=tuple(each for each in transports if isinstance(each, str) and each in known),
        is_backup_eligible=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        is_backed_up=made.credential_backed_up,
    )


def verify_signature(
    answer: str, *, challenge: bytes, party: RelyingParty, public_key: bytes
) -> Signature:
    """
    Return what a key's right signature says; the count of its uses is the caller's to judge.

    The library would judge the count before the signature, and let everybody who knows a key's
    name have it suspended.

    :raises errors.PasskeyNotAccepted: if origin, party, verification or signature are not right
    """
    try:
        proven = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:
        raise _not_accepted(error) from error
    return Signature(sign_count=proven.new_sign_count, is_backed_up=proven.credential_backed_up)


def _descriptors(keys: Sequence[KnownKey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(key.credential_id),
            transports=[AuthenticatorTransport(each) for each in key.transports] or None,
        )
        for key in keys
    ]


def _signed_text(head: bytes, *, purpose: PasskeyPurpose, bound_to: str) -> str:
    return f"{head.hex()}|{purpose}|{bound_to}"


def _not_accepted(error: Exception) -> errors.PasskeyNotAccepted:
    """Return the refusal; the log keeps the kind of reason, and nothing of what was sent."""
    _log.info("accounts.passkey.not_accepted", reason=type(error).__name__)
    return errors.PasskeyNotAccepted()
