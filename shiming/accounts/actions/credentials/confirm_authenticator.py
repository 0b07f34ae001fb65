"""Use case: a code shows that the authenticator app has the secret."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries, totp_kit
from shiming.accounts.factor_check import digits_of
from shiming.accounts.models import Authenticator
from shiming.accounts.operations import credentials
from shiming.accounts.policies.credentials import account_of
from shiming.accounts.types import AccountEvent
from shiming.kernel.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedAuthenticator:
    """That the app counts from now on; the codes are shown once, and empty if there were some."""

    recovery_codes: tuple[str, ...] = dataclasses.field(repr=False)


def confirm_authenticator(*, typed: str, actor: Actor, now: dt.datetime) -> ConfirmedAuthenticator:
    """
    Let the app count, switch the second step on, and make recovery codes if there are none.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.UnitPasswordAlone: if a unit showed nothing but its password
    :raises errors.AuthenticatorNotPending: if this session sets none up, or it took too long
    :raises errors.SecondFactorWrong: if it is not a code of the app
    """
    policy = ports.policy()
    # Setting up an app takes a while: the proof must be as fresh as the secret.
    lifetime = policy.reauthentication_lifetime + policy.authenticator_set_up_within
    if refusal := queries.refusal_to_add_credential(actor, now=now, lifetime=lifetime):
        raise refusal
    account_id = account_of(actor)
    with transaction.atomic(durable=True):
        pending = queries.find_pending_authenticator(
            actor, now=now, within=policy.authenticator_set_up_within
        )
        if pending is None:
            raise errors.AuthenticatorNotPending
        step = totp_kit.matching_step(pending.secret, typed=digits_of(typed), now=now)
        if step is None:
            raise errors.SecondFactorWrong
        Authenticator.objects.filter(account_id=account_id, confirmed_at__isnull=False).delete()
        if not Authenticator.objects.filter(pk=pending.pk, confirmed_at__isnull=True).update(
            confirmed_at=now, last_step=step, last_used_at=now
        ):
            raise errors.AuthenticatorNotPending
        credentials.note_change(
            event=AccountEvent.AUTHENTICATOR_ADDED, account_id=account_id, actor=actor, now=now
        )
        credentials.switch_two_step(account_id, is_on=True, now=now)
        credentials.note_enrolment(account_id, actor, proven=("otp", "mfa"), now=now)
        has_codes = queries.get_two_step(account_id).recovery_codes_left > 0
        codes = () if has_codes else credentials.make_recovery_codes(account_id, now=now)
    return ConfirmedAuthenticator(recovery_codes=codes)
