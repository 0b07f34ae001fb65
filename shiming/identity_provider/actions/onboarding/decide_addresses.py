"""Use case: an officer decides about other redirect addresses of a client (E3)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import AddressChange, Client
from shiming.identity_provider.types import (
    AddressChangeId,
    AddressChangeState,
    ApplicationId,
    IdentityProviderEvent,
)
from shiming.kernel.actor import Actor

_MOVING = (
    "backchannel_logout_uri",
    "frontchannel_logout_uri",
    "home_uri",
    "initiate_login_uri",
)


def decide_addresses(
    *,
    application_id: ApplicationId,
    change_id: AddressChangeId,
    is_approved: bool,
    reason: str = "",
    officer: Actor,
    now: dt.datetime,
) -> None:
    """
    Put the addresses in force, or say why not.

    :raises errors.ApplicationNotFound: if the officer may not see such an application
    :raises errors.MayNotDecide: if the officer does not decide applications
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises errors.OwnApplication: if the officer asked for it, by whatever account
    :raises errors.ReasonMissing: if it is refused, and nobody says why
    :raises errors.AddressChangeNotPending: if somebody decided meanwhile
    """
    if not is_approved and not reason.strip():
        raise errors.ReasonMissing
    with transaction.atomic(durable=True):
        application = queries.get_application(application_id=application_id, viewer=officer)
        if refusal := policies.refusal_to_decide(application=application, officer=officer):
            raise refusal
        if refusal := queries.refusal_of_applicant(application, officer=officer):
            raise refusal
        waiting = AddressChange.objects.filter(
            pk=change_id, application=application, state=AddressChangeState.PENDING
        )
        change = waiting.select_related("client").first()
        won = waiting.update(
            state=AddressChangeState.APPROVED if is_approved else AddressChangeState.REFUSED,
            reason=reason.strip(),
            decided_by=officer.account_id,
            decided_at=now,
        )
        if change is None or not won:
            raise errors.AddressChangeNotPending
        if is_approved:
            _move(change.client, change.redirect_uris)
        audit.record(
            event=IdentityProviderEvent.ADDRESSES_DECIDED,
            actor=officer,
            subject=f"client:{change.client.client_id}",
            at=now,
            details={"is_approved": is_approved},
        )


def _move(client: Client, redirect_uris: list[str]) -> None:
    """Put the addresses in force; the others of the client move along with its host."""
    after_sign_out = [
        policies.moved_to(one, redirect_uris) for one in client.post_logout_redirect_uris
    ]
    # The sector stays: people keep the names by which the client knows them.
    Client.objects.filter(pk=client.pk).update(
        redirect_uris=redirect_uris,
        post_logout_redirect_uris=[one for one in after_sign_out if one],
        **{name: policies.moved_to(getattr(client, name), redirect_uris) for name in _MOVING},
    )
