"""What the population register may be asked, and what it may answer."""

import dataclasses
import enum

from shiming.kernel.identifiers.identifier import Identifier
from shiming.registers.types.lookups import LookupId, Purpose, RegisterAnswer


class PopulationCheck(enum.StrEnum):
    """What the population register can be asked."""

    TWO_FACTORS = "two_factors"
    FOUR_FACTORS = "four_factors"
    PHOTO = "photo"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PopulationQuery:
    """
    The attributes that somebody stated; `repr` shows the masked ones only.

    `ethnicity` and `sex` are written as on the identity card (汉, 女) and used by four factors.
    """

    name: Identifier
    number: Identifier
    ethnicity: str = dataclasses.field(default="", repr=False)
    sex: str = dataclasses.field(default="", repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PopulationRequest:
    """What goes to the register: the query and on whose behalf it is asked (J3)."""

    lookup_id: LookupId
    query: PopulationQuery
    purpose: Purpose
    case_number: str
    official: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAnswer(RegisterAnswer):
    """An answer that may carry the register's photograph, for comparison only: it is not kept."""

    photo: bytes | None = dataclasses.field(default=None, repr=False)
