"""A clerk's word in place of the register's (B8); `config/wiring` gives it to accounts."""

import datetime as dt

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, AccountKind
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.proofing import errors, operations, queries
from shiming.proofing.types import EvidenceKind

_OF_UNITS = frozenset({AccountKind.UNIT, AccountKind.AGENCY})


class CounterWord:
    """Keeps evidence that a clerk saw the document and confirmed number and name."""

    def confirm(
        self,
        *,
        account_id: AccountId,
        number: DocumentNumber,
        name: PersonName,
        actor: Actor,
        now: dt.datetime,
    ) -> bool:
        """
        Keep the evidence, for ever flagged as a human's, and attach the account if it may be.

        It may not where others own the person or a face was shown: then this account shows one too.

        :raises errors.AccountOfUnit: if the account is a unit's own
        """
        if accounts.get_account(account_id).kind in _OF_UNITS:
            raise errors.AccountOfUnit
        person_id, is_attached = operations.bind_by_attributes(
            account_id=account_id, number=number, name=name, actor=actor, now=now
        )
        operations.add_evidence(
            person_id=person_id,
            account_id=account_id,
            kind=EvidenceKind.REGISTER_TWO_FACTORS,
            source=queries.COUNTER_SOURCE,
            document_type=number.document_type.value,
            is_manual=True,
            actor=actor,
            now=now,
        )
        if is_attached:
            operations.refresh_levels(person_id=person_id, actor=actor, now=now)
        return is_attached
