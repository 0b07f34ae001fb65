"""Use case: a person takes back what they agreed to (授权与同意, A14)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.identity_provider import errors
from shiming.identity_provider.models import AuthorizationCode, Client, Consent
from shiming.identity_provider.types import ClientKind, ClientPk, IdentityProviderEvent
from shiming.kernel.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnConsent:
    """What an interface may show afterwards."""

    client_name: str
    grants_revoked: int


def withdraw_consent(*, client_pk: ClientPk, actor: Actor, now: dt.datetime) -> WithdrawnConsent:
    """
    Withdraw the actor's consent to a client and revoke all that it was granted for it.

    :raises errors.ConsentNotFound: if there is nothing to withdraw, or the client is the
        government's, which asked for none
    """
    if actor.account_id is None:
        raise errors.ConsentNotFound
    account_id = AccountId(actor.account_id)
    client = Client.objects.filter(pk=client_pk).exclude(kind=ClientKind.GOVERNMENTAL).first()
    if client is None:
        raise errors.ConsentNotFound
    with transaction.atomic(durable=True):
        withdrawn = Consent.objects.filter(
            account_id=account_id, client=client, withdrawn_at__isnull=True
        ).update(withdrawn_at=now)
        # Those agreed to for once are grants without a consent that lasts.
        revoked = AuthorizationCode.objects.filter(
            account_id=account_id, client=client, revoked_at__isnull=True
        ).update(revoked_at=now)
        if not (withdrawn or revoked):
            raise errors.ConsentNotFound
        audit.record(
            event=IdentityProviderEvent.CONSENT_WITHDRAWN,
            actor=actor,
            subject=f"client:{client.client_id}",
            at=now,
            details={"grants_revoked": revoked},
        )
    return WithdrawnConsent(client_name=client.name, grants_revoked=revoked)
