"""What a client would learn, claim by claim, masked: for the person who is asked."""

import dataclasses
from collections.abc import Sequence

from shiming.identity_provider.protocol.claims import CLAIMS_OF_SCOPE
from shiming.identity_provider.protocol.store import HolderRecord
from shiming.identity_provider.types import Scope
from shiming.kernel import masking_kit


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedClaim:
    """One claim, and what it says as far as it may be shown on a page; empty: nothing is known."""

    name: str
    value: str


# What only says that another claim was proven is no news to the person.
_SILENT = frozenset({"phone_number_verified", "email_verified"})


def preview(holder: HolderRecord, scopes: Sequence[str], acting: str) -> tuple[PreviewedClaim, ...]:
    """Return the claims of the scopes with their masked values."""
    values = {
        "name": masking_kit.mask_name(holder.name),
        "preferred_username": holder.user_name and masking_kit.mask_name(holder.user_name),
        "user_kind": holder.user_kind,
        "acting_as": acting,
        "phone_number": masking_kit.mask_phone(holder.mobile.removeprefix("+86"))
        if holder.mobile
        else "",
        "email": masking_kit.mask_email(holder.email) if holder.email else "",
        "document_type": holder.document_type,
        "document_number_masked": holder.document_number_masked,
        "document_number": holder.document_number_masked,
    }
    return tuple(
        PreviewedClaim(name=name, value=values.get(name, ""))
        for scope in Scope
        if scope in scopes
        for name in CLAIMS_OF_SCOPE.get(scope, ())
        if name not in _SILENT
    )
