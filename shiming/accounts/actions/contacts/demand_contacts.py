"""Use cases of the first sign-in: a portal demands contacts before anything else (S14-4, A12)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import queries
from shiming.accounts.models import Session
from shiming.accounts.policies.credentials import refusal_to_add_way_in
from shiming.accounts.queries.contacts import missing_contacts
from shiming.accounts.types import AccountId, AccountKind, SessionId

MUST_COMPLETE = "must_complete"


def demand_contacts(
    *, session_id: SessionId, account_id: AccountId, host: str, now: dt.datetime
) -> bool:
    """
    Hold a session that has just begun until the contacts are there that its portal demands.

    Return whether it is held. Doing it again once they are there lets the session go on. A unit's
    that showed its password alone may add none, and is not held: it would have no way out.
    """
    required = queries.portal_of_host(host).required_contacts
    is_held = bool(required) and bool(missing_contacts(account_id, required=required))
    with transaction.atomic(durable=True):
        live = Session.objects.select_related("account").filter(
            public_id=session_id, ended_at__isnull=True, absolute_until__gt=now
        )
        for session in live.select_for_update(of=("self",)):
            kind = AccountKind(session.account.kind)
            if is_held and refusal_to_add_way_in(kind=kind, methods=session.methods):
                is_held = False
            if bool(session.acting.get(MUST_COMPLETE)) is not is_held:
                acting = {
                    key: value for key, value in session.acting.items() if key != MUST_COMPLETE
                }
                if is_held:
                    acting[MUST_COMPLETE] = True
                live.update(acting=acting)
    return is_held
