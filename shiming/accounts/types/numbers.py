"""Numbers that other bodies gave a person or unit, and with which they sign in."""

import dataclasses
import enum
import uuid
from typing import NewType

from shiming.accounts.types.ids import AccountId
from shiming.kernel import masking_kit

PersonalNumberId = NewType("PersonalNumberId", uuid.UUID)


class NumberKind(enum.StrEnum):
    """Whose number it is."""

    HOUSING_FUND = "housing_fund"
    SOCIAL_SECURITY = "social_security"
    UNIT_SOCIAL_SECURITY = "unit_social_security"
    CONSTRUCTION_PERMIT = "construction_permit"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonalNumberFacts:
    """One number of an account; its `repr` masks it."""

    id: PersonalNumberId
    kind: NumberKind
    account_id: AccountId
    value: str = dataclasses.field(repr=False)

    @property
    def masked(self) -> str:
        """The number with its middle hidden."""
        return masking_kit.mask_number(self.value)
