"""Giving, ending and relying on standing consents."""

import datetime as dt

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, PersonId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.clock import CHINA, today_in_china
from shiming.kernel.ids import new_id
from shiming.legal_persons import errors
from shiming.legal_persons.models import ConsentUse, StandingConsent
from shiming.legal_persons.types import (
    ConsentEnd,
    ConsentFacts,
    ConsentPurpose,
    LegalPersonEvent,
)
from shiming.messages import operations as messages
from shiming.messages.types import Receiver

EXPIRING = "legal_persons/consent_expiring"


def give_consent(
    *,
    person_id: PersonId,
    account_id: AccountId,
    purpose: ConsentPurpose,
    last_day: dt.date,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Have a person's consent stand until a day, in place of the one before; its face was shown.

    :raises errors.ConsentMovedOn: if another tab gave one in this very moment
    """
    _end(person_id, purpose=purpose, reason=ConsentEnd.REPLACED, now=now)
    consent = StandingConsent(
        id=new_id(),
        person_id=person_id,
        purpose=purpose,
        given_by=account_id,
        given_at=now,
        last_day=last_day,
    )
    # The unique index decides between two that come at once.
    StandingConsent.objects.bulk_create([consent], ignore_conflicts=True)
    if not StandingConsent.objects.filter(pk=consent.pk).exists():
        raise errors.ConsentMovedOn
    audit.record(
        event=LegalPersonEvent.CONSENT_GIVEN,
        actor=actor,
        subject=f"person:{person_id}",
        at=now,
        details={"purpose": purpose.value, "last_day": last_day.isoformat()},
    )
    messages.remind(
        kind=EXPIRING,
        subject=f"person:{person_id}",
        receiver=Receiver.person(person_id),
        due_at=dt.datetime.combine(last_day, dt.time.min, CHINA),
        link_name="legal_persons:consent",
        now=now,
    )


def withdraw_consent(
    *, person_id: PersonId, purpose: ConsentPurpose, actor: Actor, now: dt.datetime
) -> None:
    """
    Have a person's consent count no longer, from this moment on.

    :raises errors.ConsentNotFound: if there is none
    """
    if not _end(person_id, purpose=purpose, reason=ConsentEnd.WITHDRAWN, now=now):
        raise errors.ConsentNotFound
    audit.record(
        event=LegalPersonEvent.CONSENT_WITHDRAWN,
        actor=actor,
        subject=f"person:{person_id}",
        at=now,
        details={"purpose": purpose.value},
    )
    messages.cancel_reminder(kind=EXPIRING, subject=f"person:{person_id}", now=now)


def use_consent(
    *, consent: ConsentFacts, used_by: str, case_number: str, actor: Actor, now: dt.datetime
) -> None:
    """
    Note that somebody relies on a consent, once for each case, and tell the person.

    They hear of a system once a day, whatever it asks; all that it asked is on their page.
    """
    today = dt.datetime.combine(today_in_china(now), dt.time.min, CHINA)
    told = ConsentUse.objects.filter(
        consent__person_id=consent.person_id, used_by=used_by[:100], used_at__gte=today
    ).exists()
    use = ConsentUse(
        id=new_id(),
        consent_id=consent.id,
        used_by=used_by[:100],
        case_number=case_number,
        used_at=now,
    )
    ConsentUse.objects.bulk_create([use], ignore_conflicts=True)
    if not ConsentUse.objects.filter(pk=use.pk).exists():
        return
    audit.record(
        event=LegalPersonEvent.CONSENT_USED,
        actor=actor,
        subject=f"person:{consent.person_id}",
        at=now,
        details={"used_by": use.used_by, "case_number": case_number},
    )
    if told:
        return
    for account in accounts.list_accounts_of_person(consent.person_id):
        # A linked account is reached over its main one (S14-8).
        if account.main_account_id is None:
            messages.notify(
                template="legal_persons/consent_used",
                account_id=account.id,
                context={"system": use.used_by},
                now=now,
            )


def _end(
    person_id: PersonId, *, purpose: ConsentPurpose, reason: ConsentEnd, now: dt.datetime
) -> bool:
    standing = StandingConsent.objects.filter(
        person_id=person_id, purpose=purpose, ended_at__isnull=True
    )
    return bool(standing.update(ended_at=now, end_reason=reason))
