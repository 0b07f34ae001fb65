"""Frozen values for the page of sign-in security; they run no query."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.accounts.types import PasskeyFacts, PasskeyId, TwoStepFacts


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRow:
    """One passkey in the list."""

    id: PasskeyId
    name: str
    kind: str
    created_at: str
    last_used: str
    is_suspended: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SecurityPage:
    """Passkeys, authenticator app, recovery codes, and whether a second step is asked for."""

    passkeys: tuple[PasskeyRow, ...]
    may_add_passkey: bool
    is_on: bool
    is_mandatory: bool
    must_enrol: bool
    has_factor: bool
    totp_since: str
    recovery_codes_left: int


def security_page(
    passkeys: Sequence[PasskeyFacts], two_step: TwoStepFacts, *, most_passkeys: int
) -> SecurityPage:
    """Return the page."""
    return SecurityPage(
        passkeys=tuple(
            PasskeyRow(
                id=passkey.id,
                name=passkey.name,
                kind=_("可在多台设备间同步")
                if passkey.is_synchronised
                else _("仅保存在一台设备上"),
                created_at=_day(passkey.created_at),
                last_used=_last_use(passkey),
                is_suspended=passkey.is_suspended,
            )
            for passkey in passkeys
        ),
        may_add_passkey=len(passkeys) < most_passkeys,
        is_on=two_step.is_on,
        is_mandatory=two_step.is_mandatory,
        must_enrol=two_step.is_mandatory and not two_step.has_factor,
        has_factor=two_step.has_factor,
        totp_since="" if two_step.totp_since is None else _day(two_step.totp_since),
        recovery_codes_left=two_step.recovery_codes_left,
    )


def _last_use(passkey: PasskeyFacts) -> str:
    if passkey.last_used_at is None:
        return _("还没有使用过")
    used = date_format(timezone.localtime(passkey.last_used_at), "Y-m-d H:i")
    return " · ".join(part for part in (used, passkey.last_used_device) if part)


def _day(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d")
