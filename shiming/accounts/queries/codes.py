"""Reads about one-time codes."""

import datetime as dt

from django.db.models import QuerySet

from shiming.accounts import ports
from shiming.accounts.models import (
    OneTimeCode,
)
from shiming.accounts.types import (
    AgreementId,
    CodeId,
    CodePurpose,
    PendingCode,
)
from shiming.kernel.emails import EmailAddress
from shiming.kernel.phones import Mobile
from shiming.vault import queries as vault

BINDING_INDEX = "accounts.binding"


_RESEND_WITHIN = dt.timedelta(hours=1)


def find_pending_code(
    *, purpose: CodePurpose, visitor_token: str, now: dt.datetime
) -> PendingCode | None:
    """Return the code that this visitor may still enter, or None."""
    usable = _codes_of(purpose, visitor_token).filter(
        consumed_at__isnull=True, expires_at__gt=now, tries__lt=ports.policy().code_tries
    )
    return _pending(usable)


def find_last_code(
    *, purpose: CodePurpose, visitor_token: str, now: dt.datetime
) -> PendingCode | None:
    """Return the code last sent to this visitor, even if spent or expired within the last hour."""
    lately = _codes_of(purpose, visitor_token).filter(sent_at__gt=now - _RESEND_WITHIN)
    return _pending(lately)


def _codes_of(purpose: CodePurpose, visitor_token: str) -> QuerySet[OneTimeCode]:
    bindings = vault.blind_indexes(purpose=BINDING_INDEX, value=visitor_token)
    return OneTimeCode.objects.filter(bound_to__in=bindings, purpose=purpose)


def _pending(codes: QuerySet[OneTimeCode]) -> PendingCode | None:
    code = codes.order_by("-sent_at", "-pk").first()
    if code is None:
        return None
    return PendingCode(
        id=CodeId(code.pk),
        contact=EmailAddress.parse(code.email) if code.email else Mobile.parse(code.mobile or ""),
        agreement_id=None if code.agreement_id is None else AgreementId(code.agreement_id),
        sent_at=code.sent_at,
        expires_at=code.expires_at,
        facts=code.facts or {},
    )
