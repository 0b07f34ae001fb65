"""CAS services and tickets: old clients are few, so both drivers go this way."""

from django.db import transaction

from shiming.accounts.types import AccountState
from shiming.identity_provider.drivers import runner
from shiming.identity_provider.drivers.on_django.auditing import record
from shiming.identity_provider.drivers.on_django.clients import client_record
from shiming.identity_provider.drivers.on_django.interactions import complete
from shiming.identity_provider.drivers.shared import identity_of, standing_of
from shiming.identity_provider.models import CasService, CasTicket
from shiming.identity_provider.protocol import store
from shiming.kernel.levels import Level


def _find_services(operation: store.FindCasServices) -> tuple[store.CasServiceRecord, ...]:
    services = CasService.objects.select_related("client").filter(origin=operation.origin)
    found = [
        store.CasServiceRecord(client=client_record(service.client), path=service.path)
        for service in services
    ]
    return tuple(sorted(found, key=lambda service: len(service.path), reverse=True))


def _insert_ticket(operation: store.InsertCasTicket) -> bool:
    grant = operation.grant
    with transaction.atomic():
        if operation.interaction_id and not complete(operation.interaction_id, operation.now):
            return False
        CasTicket.objects.create(
            ticket_hash=operation.ticket_hash,
            client_id=grant.client_pk,
            service=operation.service,
            account_id=grant.account_id,
            person_id=grant.person_id,
            session_id=grant.sid,
            level=grant.level,
            methods=" ".join(grant.methods),
            acting=grant.acting,
            authenticated_at=grant.authenticated_at,
            is_new_sign_in=operation.is_new_sign_in,
            issued_at=operation.now,
            expires_at=operation.expires_at,
        )
        record(operation.audit, operation.now)
    return True


def _find_ticket(operation: store.FindCasTicket) -> store.CasTicketRecord | None:
    ticket = (
        CasTicket.objects.select_related("client", "session", "account")
        .filter(ticket_hash=operation.ticket_hash)
        .first()
    )
    if ticket is None:
        return None
    client = client_record(ticket.client)
    acting = identity_of(ticket.session.acting)
    grant = store.Grant(
        client_pk=client.id,
        account_id=ticket.account_id,
        person_id=ticket.person_id,
        sid=ticket.session_id,
        scopes=tuple(sorted(client.allowed_scopes)),
        nonce="",
        level=Level(ticket.level),
        methods=tuple(ticket.methods.split()),
        acting=ticket.acting,
        authenticated_at=ticket.authenticated_at,
        claims="",
        organisation_id=acting.organisation_id,
        legal_person_id=acting.legal_person_id,
    )
    return store.CasTicketRecord(
        id=ticket.pk,
        client=client,
        service=ticket.service,
        grant=grant,
        is_new_sign_in=ticket.is_new_sign_in,
        expires_at=ticket.expires_at,
        is_used=ticket.used_at is not None,
        is_session_live=ticket.session.ended_at is None
        and ticket.account.state == AccountState.ACTIVE,
        standing=standing_of(
            grant,
            level=ticket.session.level,
            level_until=ticket.session.level_until,
            account_kind=ticket.account.kind,
        ),
        # A ticket lives for seconds and says no more than the kind: the session knows the rest.
        has_capacity_ended=acting.kind != ticket.acting,
    )


def _use_ticket(operation: store.UseCasTicket) -> bool:
    with transaction.atomic():
        won = CasTicket.objects.filter(pk=operation.ticket_id, used_at__isnull=True).update(
            used_at=operation.now, spent_ticket=operation.ticket
        )
        if won:
            record(operation.audit, operation.now)
    return bool(won)


HANDLERS: runner.Handlers = {
    store.FindCasServices: _find_services,
    store.InsertCasTicket: _insert_ticket,
    store.FindCasTicket: _find_ticket,
    store.UseCasTicket: _use_ticket,
}
