"""Keeping what clients learned of people when the grants are forgotten."""

from django.db.models import QuerySet

from shiming.identity_provider.models import AuthorizationCode, CasTicket, Release


def sum_up(codes: QuerySet[AuthorizationCode], tickets: QuerySet[CasTicket]) -> None:
    """Add grants that are about to be forgotten to what their owners can still look up."""
    rows = [
        (code.account_id, code.client_id, code.scopes.split(), code.issued_at)
        for code in codes.filter(redeemed_at__isnull=False).iterator()
    ]
    rows += [
        (ticket.account_id, ticket.client_id, [], ticket.issued_at)
        for ticket in tickets.exclude(spent_ticket="").iterator()
    ]
    for account_id, client_id, scopes, at in rows:
        release, is_new = Release.objects.get_or_create(
            account_id=account_id,
            client_id=client_id,
            defaults={"scopes": sorted(scopes), "last_at": at},
        )
        if not is_new:
            Release.objects.filter(pk=release.pk).update(
                scopes=sorted({*release.scopes, *scopes}), last_at=max(release.last_at, at)
            )
