"""The reference driver: Django's connection and ORM, on SQLite and on PostgreSQL."""

import datetime as dt
import uuid
from typing import TypeVar

from django.db import transaction

from shiming.accounts.types import AccountState
from shiming.audit import operations as audit
from shiming.identity_provider.drivers import runner, shared
from shiming.identity_provider.models import (
    AccessToken,
    AuthorizationCode,
    Client,
    Consent,
    Interaction,
    RefreshToken,
)
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import AuthMethod, ClientKind, ClientState, Leading
from shiming.kernel.levels import Level

R = TypeVar("R")


class DjangoDriver:
    """Runs the engine through Django's models: the reading that everybody can follow."""

    def __init__(self) -> None:
        self._handlers: runner.Handlers = {
            store.FindClient: _find_client,
            store.FindSession: shared.find_session,
            store.FindConsent: _find_consent,
            store.FindInteraction: _find_interaction,
            store.FindCode: _find_code,
            store.FindAccessToken: _find_access_token,
            store.FindRefreshToken: _find_refresh_token,
            store.FindHolder: shared.find_holder,
            store.OpenInteraction: _open_interaction,
            store.LeadOn: _lead_on,
            store.CloseInteraction: _close_interaction,
            store.InsertCode: _insert_code,
            store.RedeemCode: _redeem_code,
            store.RotateRefreshToken: _rotate_refresh_token,
            store.RevokeGrant: _revoke_grant,
            store.EndSession: shared.end_session,
        }

    def run(self, steps: store.Steps[R]) -> R:
        """Run to the end on Django's connection."""
        return runner.run(steps, self._handlers)


def _find_client(operation: store.FindClient) -> store.ClientRecord | None:
    client = Client.objects.filter(client_id=operation.client_id).first()
    if client is None:
        return None
    return store.ClientRecord(
        id=client.pk,
        client_id=client.client_id,
        name=client.name,
        kind=ClientKind(client.kind),
        is_active=client.state == ClientState.ACTIVE,
        redirect_uris=frozenset(client.redirect_uris),
        post_logout_redirect_uris=frozenset(client.post_logout_redirect_uris),
        sector=client.sector,
        auth_method=AuthMethod(client.auth_method),
        secret_hash=client.secret_hash,
        allowed_scopes=frozenset(client.allowed_scopes),
        min_level=Level(client.min_level),
    )


def _find_consent(operation: store.FindConsent) -> store.ConsentRecord | None:
    consent = Consent.objects.filter(
        account_id=operation.account_id, client_id=operation.client_pk, withdrawn_at__isnull=True
    ).first()
    if consent is None:
        return None
    return store.ConsentRecord(scopes=frozenset(consent.scopes), given_at=consent.given_at)


def _find_interaction(operation: store.FindInteraction) -> store.InteractionRecord | None:
    interaction = Interaction.objects.filter(
        pk=operation.id,
        browser_hash=operation.browser_hash,
        completed_at__isnull=True,
        expires_at__gt=operation.now,
    ).first()
    if interaction is None:
        return None
    return store.InteractionRecord(
        id=interaction.pk,
        query=interaction.query,
        led_to=Leading(interaction.led_to),
        created_at=interaction.created_at,
    )


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
        grant=_grant(code),
        redirect_uri=code.redirect_uri,
        code_challenge=code.code_challenge,
        expires_at=code.expires_at,
        is_redeemed=code.redeemed_at is not None,
        is_revoked=code.revoked_at is not None,
        is_session_live=_is_session_live(code),
    )


def _find_access_token(operation: store.FindAccessToken) -> store.TokenRecord | None:
    token = (
        AccessToken.objects.select_related(*_TOKEN_RELATIONS)
        .filter(token_hash=operation.token_hash)
        .first()
    )
    return None if token is None else _token(token, rotated_at=None)


def _find_refresh_token(operation: store.FindRefreshToken) -> store.TokenRecord | None:
    token = (
        RefreshToken.objects.select_related(*_TOKEN_RELATIONS)
        .filter(token_hash=operation.token_hash)
        .first()
    )
    return None if token is None else _token(token, rotated_at=token.rotated_at)


_TOKEN_RELATIONS = (
    "authorization_code__session",
    "authorization_code__account",
    "authorization_code__client",
)


def _token(
    token: AccessToken | RefreshToken, *, rotated_at: dt.datetime | None
) -> store.TokenRecord:
    code = token.authorization_code
    return store.TokenRecord(
        id=token.pk,
        code_id=code.pk,
        grant=_grant(code),
        client_id=code.client.client_id,
        sector=code.client.sector,
        is_client_active=code.client.state == ClientState.ACTIVE,
        expires_at=token.expires_at,
        is_rotated=rotated_at is not None,
        is_revoked=code.revoked_at is not None,
        is_session_live=_is_session_live(code),
    )


def _grant(code: AuthorizationCode) -> store.Grant:
    return store.Grant(
        client_pk=code.client_id,
        account_id=code.account_id,
        person_id=code.person_id,
        sid=code.session_id,
        scopes=tuple(code.scopes.split(" ")),
        nonce=code.nonce,
        level=Level(code.level),
        methods=tuple(code.methods.split()),
        acting=code.acting,
        authenticated_at=code.authenticated_at,
        claims=code.claims,
    )


def _is_session_live(code: AuthorizationCode) -> bool:
    # Resting too long closes the browser's session, not what it granted; signing out ends both.
    return code.session.ended_at is None and code.account.state == AccountState.ACTIVE


def _open_interaction(operation: store.OpenInteraction) -> None:
    Interaction.objects.create(
        id=operation.id,
        client_id=operation.client_pk,
        browser_hash=operation.browser_hash,
        query=operation.query,
        led_to=operation.led_to,
        created_at=operation.now,
        expires_at=operation.expires_at,
    )


def _lead_on(operation: store.LeadOn) -> None:
    Interaction.objects.filter(pk=operation.id, completed_at__isnull=True).update(
        led_to=operation.led_to
    )


def _close_interaction(operation: store.CloseInteraction) -> bool:
    with transaction.atomic():
        won = _complete(operation.id, operation.now)
        if won:
            _record(operation.audit, operation.now)
    return won


def _insert_code(operation: store.InsertCode) -> bool:
    grant = operation.grant
    with transaction.atomic():
        if operation.interaction_id and not _complete(operation.interaction_id, operation.now):
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
            authenticated_at=grant.authenticated_at,
            issued_at=operation.now,
            expires_at=operation.expires_at,
        )
        _record(operation.audit, operation.now)
    return True


def _redeem_code(operation: store.RedeemCode) -> bool:
    with transaction.atomic():
        won = AuthorizationCode.objects.filter(
            pk=operation.code_id, redeemed_at__isnull=True
        ).update(redeemed_at=operation.now)
        if not won:
            return False
        _insert_tokens(operation)
        _record(operation.audit, operation.now)
    return True


def _rotate_refresh_token(operation: store.RotateRefreshToken) -> bool:
    with transaction.atomic():
        won = RefreshToken.objects.filter(pk=operation.token_id, rotated_at__isnull=True).update(
            rotated_at=operation.now
        )
        if not won:
            return False
        _insert_tokens(operation)
        _record(operation.audit, operation.now)
    return True


def _insert_tokens(operation: store.RedeemCode | store.RotateRefreshToken) -> None:
    AccessToken.objects.create(
        token_hash=operation.access_token.token_hash,
        authorization_code_id=operation.code_id,
        issued_at=operation.now,
        expires_at=operation.access_token.expires_at,
    )
    if operation.refresh_token is not None:
        RefreshToken.objects.create(
            token_hash=operation.refresh_token.token_hash,
            authorization_code_id=operation.code_id,
            issued_at=operation.now,
            expires_at=operation.refresh_token.expires_at,
        )


def _revoke_grant(operation: store.RevokeGrant) -> None:
    with transaction.atomic():
        won = AuthorizationCode.objects.filter(
            pk=operation.code_id, revoked_at__isnull=True
        ).update(revoked_at=operation.now)
        if won:
            _record(operation.audit, operation.now)


def _complete(interaction_id: uuid.UUID, now: dt.datetime) -> bool:
    return bool(
        Interaction.objects.filter(pk=interaction_id, completed_at__isnull=True).update(
            completed_at=now
        )
    )


def _record(entry: store.AuditEntry, now: dt.datetime) -> None:
    audit.record(
        event=entry.event,
        actor=entry.actor,
        subject=entry.subject,
        at=now,
        details=entry.details,
    )
