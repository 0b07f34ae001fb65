"""What was granted to a client."""

from django.db import transaction

from shiming.accounts.types import AccountState
from shiming.identity_provider.drivers import runner, shared
from shiming.identity_provider.drivers.on_django.auditing import record
from shiming.identity_provider.models import AuthorizationCode
from shiming.identity_provider.protocol import store
from shiming.kernel.levels import Level


def grant_of(code: AuthorizationCode) -> store.Grant:
    """Read a grant out of its row."""
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
        organisation_id=code.acting_organisation_id,
        legal_person_id=code.acting_legal_person_id,
        resources=tuple(code.resources.split()),
        confirmation=code.confirmation,
    )


def is_session_live(code: AuthorizationCode) -> bool:
    """Tell whether the person is still there, as far as the grant is concerned."""
    # Resting too long closes the browser's session, not what it granted; signing out ends both.
    return code.session.ended_at is None and code.account.state == AccountState.ACTIVE


def standing_of(code: AuthorizationCode) -> store.Standing:
    """Read how surely its person is known now."""
    return shared.standing_of(
        grant_of(code),
        level=code.session.level,
        level_until=code.session.level_until,
        account_kind=code.account.kind,
    )


def _revoke_grant(operation: store.RevokeGrant) -> None:
    with transaction.atomic():
        won = AuthorizationCode.objects.filter(
            pk=operation.code_id, revoked_at__isnull=True
        ).update(revoked_at=operation.now)
        if won:
            record(operation.audit, operation.now)


HANDLERS: runner.Handlers = {
    store.RevokeGrant: _revoke_grant,
}
