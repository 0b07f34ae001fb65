"""What is done once somebody has shown their face for it; `config/wiring` gives it to accounts."""

import datetime as dt

from shiming.accounts import errors as accounts_errors
from shiming.accounts.types import AccountId, PersonId
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.legal_persons import operations, ports
from shiming.legal_persons.policies.consents import refusal_to_last
from shiming.legal_persons.types import ConsentPurpose, LegalPersonId, UnitEvidenceKind
from shiming.proofing import operations as proofing

WITHDRAW = "withdraw"


class ConsentFace:
    """
    Gives, prolongs or withdraws the consent to be registered in enterprises (S13-5, S13-6).

    The `reference` is the last day, or `WITHDRAW`.
    """

    def face_shown(
        self, *, reference: str, person_id: PersonId, actor: Actor, now: dt.datetime
    ) -> None:
        """
        Change the consent as was asked for before the face was shown.

        :raises errors.LastDayOutOfRange: if the day has passed meanwhile
        :raises errors.ConsentNotFound: if there is none to withdraw any more
        """
        purpose = ConsentPurpose.COMPANY_REGISTRATION
        if reference == WITHDRAW:
            operations.withdraw_consent(person_id=person_id, purpose=purpose, actor=actor, now=now)
            return
        last_day = dt.date.fromisoformat(reference)
        if refusal := refusal_to_last(
            last_day=last_day, today=today_in_china(now), longest=ports.policy().longest_consent
        ):
            raise refusal
        if actor.account_id is None:
            raise accounts_errors.SignInRequired
        operations.give_consent(
            person_id=person_id,
            account_id=AccountId(actor.account_id),
            purpose=purpose,
            last_day=last_day,
            actor=actor,
            now=now,
        )


class TransactionFace:
    """
    Lifts whoever showed their face to `advanced`, inside the transaction that is the `reference`.

    Whoever acts for a unit lifts the unit (S33-23).
    """

    def face_shown(
        self, *, reference: str, person_id: PersonId, actor: Actor, now: dt.datetime
    ) -> None:
        """Keep it as evidence about the person, and about the unit that they act for."""
        if actor.account_id is None:
            raise accounts_errors.SignInRequired
        until = proofing.keep_transaction_face(
            person_id=person_id,
            account_id=actor.account_id,
            transaction=reference,
            actor=actor,
            now=now,
        )
        unit_id = actor.identity.legal_person_id
        if unit_id is not None:
            operations.add_evidence(
                legal_person_id=LegalPersonId(unit_id),
                kind=UnitEvidenceKind.TRANSACTION_FACE,
                source="platform",
                transaction=reference,
                valid_until=until,
                actor=actor,
                now=now,
            )
