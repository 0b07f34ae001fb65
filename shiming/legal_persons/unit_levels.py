"""How surely a unit is known, as `identity_provider` asks it; `config/wiring` joins the two."""

import datetime as dt
import uuid

from shiming.accounts.types import AccountId
from shiming.kernel.levels import Level
from shiming.legal_persons import queries


def unit_level(
    *,
    account_id: uuid.UUID,
    legal_person_id: uuid.UUID | None,
    transaction: str,
    now: dt.datetime,
) -> tuple[Level, dt.datetime | None] | None:
    """Return the level of the unit that is acted for, or whose own account this is, and its end."""
    found = queries.find_assurance(
        account_id=AccountId(account_id),
        legal_person_id=legal_person_id,
        transaction=transaction,
        now=now,
    )
    return None if found is None else (found.level, found.until)
