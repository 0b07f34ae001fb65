"""Errands to those outside who vouch: beginning one, keeping what came of it, using it up."""

import datetime as dt
from collections.abc import Mapping

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import (
    Account,
    CertificateBinding,
    LicenceBinding,
    OutsideProofRow,
    SocialBinding,
)
from shiming.accounts.operations import counters
from shiming.accounts.policies.methods import is_offered
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountState,
    BindingId,
    CounterScope,
    OutsideAim,
    OutsideEvent,
    OutsideKind,
    OutsideProofId,
    SignInMethod,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.messages import operations as messages
from shiming.vault import operations as vault


def open_outside_proof(
    *,
    kind: OutsideKind,
    aim: OutsideAim,
    secrets: Mapping[str, str],
    visit: Visit,
    lifetime: dt.timedelta,
    now: dt.datetime,
    provider: str = "",
    account_id: AccountId | None = None,
    proof_id: OutsideProofId | None = None,
) -> OutsideProofId:
    """
    Begin an errand that only this browser can finish.

    :raises errors.SignInLocked: if the address has begun too many
    """
    charge = counters.charge(
        scope=CounterScope.OUTSIDE_ADDRESS,
        subject=counters.subject_of_address(visit.address),
        actor=actor_of_visit(visit),
        now=now,
    )
    if not charge.is_granted:
        raise counters.locked(charge, now)
    row = OutsideProofRow.objects.create(
        id=proof_id or new_id(),
        kind=kind,
        aim=aim,
        provider=provider,
        bound_to=vault.blind_index(purpose=queries.BINDING_INDEX, value=visit.token),
        account_id=account_id,
        secrets=dict(secrets),
        created_at=now,
        expires_at=now + lifetime,
    )
    return OutsideProofId(row.pk)


def consume_outside_proof(*, proof_id: OutsideProofId, now: dt.datetime) -> None:
    """
    Use an errand up; of several who come with it at once, one gets through.

    :raises errors.OutsideNotUsable: if it is over, or was used
    """
    won = OutsideProofRow.objects.filter(
        pk=proof_id, consumed_at__isnull=True, expires_at__gt=now
    ).update(consumed_at=now)
    if not won:
        raise errors.OutsideNotUsable


def bind_subject(
    *, provider: str, subject: str, account_id: AccountId, now: dt.datetime
) -> BindingId:
    """
    Bind a network's or source's user to an account; neither of them may have another one (A13).

    A link that is suspended gives way, whichever account it leads to: it proves nothing any more.

    :raises errors.SocialTaken: if the user is bound to another account
    :raises errors.SocialAlreadyBound: if this account is bound there
    """
    binding = SocialBinding(
        id=new_id(),
        account_id=account_id,
        provider=provider,
        subject=subject,
        subject_index=vault.blind_index(
            purpose=queries.SOCIAL_INDEX, value=queries.social_key(provider, subject)
        ),
        bound_at=now,
    )
    SocialBinding.objects.filter(
        provider=provider, account_id=account_id, suspended_at__isnull=False
    ).delete()
    # An index under an older key would not clash: so it is looked for as well.
    taken = queries.social_binding_of(provider=provider, subject=subject)
    is_void = taken is not None and (
        taken.account.state == AccountState.CLOSED or taken.suspended_at is not None
    )
    if taken is not None and is_void:
        taken.delete()
        taken = None
    if taken is None:
        SocialBinding.objects.bulk_create([binding], ignore_conflicts=True)
    if not SocialBinding.objects.filter(pk=binding.pk).exists():
        taken = queries.social_binding_of(provider=provider, subject=subject)
        is_others = taken is not None and taken.account_id != account_id
        raise errors.SocialTaken() if is_others else errors.SocialAlreadyBound()
    return BindingId(binding.pk)


def suspend_links(*, provider: str, now: dt.datetime) -> int:
    """
    Have no link to a source sign in before its owner links anew; return how many there were.

    What the source has said of people who are still deciding is not taken any more either.
    """
    OutsideProofRow.objects.filter(provider=provider, consumed_at__isnull=True).update(
        consumed_at=now
    )
    return SocialBinding.objects.filter(provider=provider, suspended_at__isnull=True).update(
        suspended_at=now
    )


def forget_bindings(account_id: AccountId, *, now: dt.datetime) -> None:
    """Forget the networks, sources, certificates and licences that sign in to an account."""
    certificates = CertificateBinding.objects.filter(account_id=account_id)
    for certificate_id in certificates.values_list("pk", flat=True):
        subject = f"certificate_binding:{certificate_id}"
        messages.cancel_reminder(kind=CERTIFICATE_EXPIRING, subject=subject, now=now)
    certificates.delete()
    for bindings in (SocialBinding, LicenceBinding):
        bindings.objects.filter(account_id=account_id).delete()


def tell_of_binding(
    *,
    event: OutsideEvent,
    binding_id: object,
    account_id: AccountId,
    what: str,
    is_added: bool,
    actor: Actor,
    now: dt.datetime,
    details: Mapping[str, str] | None = None,
) -> None:
    """Write the change of a binding down, and tell the account's owner on every channel."""
    audit.record(
        event=event,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={"binding_id": str(binding_id), **(details or {})},
    )
    messages.notify(
        template="accounts/binding_added" if is_added else "accounts/binding_removed",
        account_id=account_id,
        context={"what": what, "time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")},
        now=now,
    )


def name_of_network(provider: str) -> str:
    """Return what a social network or trust source is called."""
    network = ports.social_providers().find(provider)
    if network is not None:
        return network.name
    return ports.trusted_sources().name_of(provider) or provider


def name_of_certificate(serial: str) -> str:
    """Return how messages name a certificate: by the end of its serial number."""
    return f"数字证书（尾号 {serial[-4:]}）"


LICENCE_NAME = "电子执照"
CERTIFICATE_EXPIRING = "accounts/certificate_expiring"


def check_method(*methods: SignInMethod, account: Account, visit: Visit) -> None:
    """
    Hold a sign-in to what the portal offers to this kind of account.

    :raises errors.MethodNotOffered: if it offers none of `methods`
    """
    portal = queries.portal_of_host(visit.host)
    kind = AccountKind(account.kind)
    if not any(is_offered(method, portal=portal, kind=kind) for method in methods):
        raise errors.MethodNotOffered(method=methods[0].value)
