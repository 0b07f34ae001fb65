"""Authorization codes."""

from django.db import transaction

from shiming.identity_provider.drivers import runner
from shiming.identity_provider.drivers.on_django.auditing import record
from shiming.identity_provider.drivers.on_django.grants import (
    grant_of,
    is_session_live,
    standing_of,
)
from shiming.identity_provider.drivers.on_django.interactions import complete
from shiming.identity_provider.drivers.on_django.tokens import insert_tokens
from shiming.identity_provider.models import AuthorizationCode
from shiming.identity_provider.protocol import store


def _find_code(operation: store.FindCode) -> store.CodeRecord | None:
    code = (
        AuthorizationCode.objects.select_related("session", "account")
        .filter(code_hash=operation.code_hash)
        .first()
    )
    if code is None:
        return None
    return store.CodeRecord(
        id=code.pk,
        grant=grant_of(code),
        redirect_uri=code.redirect_uri,
        code_challenge=code.code_challenge,
        expires_at=code.expires_at,
        is_redeemed=code.redeemed_at is not None,
        is_revoked=code.revoked_at is not None,
        is_session_live=is_session_live(code),
        standing=standing_of(code),
    )


def _insert_code(operation: store.InsertCode) -> bool:
    grant = operation.grant
    with transaction.atomic():
        if operation.interaction_id and not complete(operation.interaction_id, operation.now):
            return False
        AuthorizationCode.objects.create(
            id=operation.id,
            code_hash=operation.code_hash,
            client_id=grant.client_pk,
            account_id=grant.account_id,
            person_id=grant.person_id,
            session_id=grant.sid,
            redirect_uri=operation.redirect_uri,
            scopes=" ".join(grant.scopes),
            nonce=grant.nonce,
            code_challenge=operation.code_challenge,
            level=grant.level,
            methods=" ".join(grant.methods),
            acting=grant.acting,
            claims=grant.claims,
            acting_organisation_id=grant.organisation_id,
            acting_legal_person_id=grant.legal_person_id,
            resources=" ".join(grant.resources),
            confirmation=grant.confirmation,
            authenticated_at=grant.authenticated_at,
            issued_at=operation.now,
            expires_at=operation.expires_at,
        )
        record(operation.audit, operation.now)
    return True


def _redeem_code(operation: store.RedeemCode) -> bool:
    with transaction.atomic():
        won = AuthorizationCode.objects.filter(
            pk=operation.code_id, redeemed_at__isnull=True
        ).update(redeemed_at=operation.now)
        if not won:
            return False
        insert_tokens(operation)
        record(operation.audit, operation.now)
    return True


HANDLERS: runner.Handlers = {
    store.FindCode: _find_code,
    store.InsertCode: _insert_code,
    store.RedeemCode: _redeem_code,
}
