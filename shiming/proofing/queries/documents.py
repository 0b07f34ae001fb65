"""What the personal centre shows of an identity document (A14, S31-17)."""

import datetime as dt
from collections.abc import Mapping

from shiming.accounts.types import AccountId, IdentityDocument
from shiming.proofing.models import ProofingCase
from shiming.proofing.ports import LONG_TERM, DocumentField
from shiming.proofing.queries.cases import fields_read
from shiming.proofing.types import CaseState

_PROOFED = (CaseState.PASSED, CaseState.PASSED_MANUALLY)


class CaseDocuments:
    """Fills `accounts.ports.document_source` from the account's own cases."""

    def find_document(
        self,
        *,
        account_id: AccountId,
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> IdentityDocument | None:
        """Return the document of the latest case that passed, or None."""
        proofed = ProofingCase.objects.filter(account_id=account_id, state__in=_PROOFED)
        case = proofed.order_by("-form_confirmed_at", "-pk").first()
        if case is None:
            return None
        entered: Mapping[str, str] = case.entered
        until = entered.get("valid_until", "")
        return IdentityDocument(
            ethnicity=entered.get("ethnicity", ""),
            issuer=entered.get("issuer", ""),
            # Nobody types the address: it is shown as it was read off the card.
            address=fields_read(case=case).get(DocumentField.ADDRESS.value, ""),
            valid_from=_day(entered.get("valid_from", "")),
            valid_until=None if until == LONG_TERM else _day(until),
            is_long_term=until == LONG_TERM,
        )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
