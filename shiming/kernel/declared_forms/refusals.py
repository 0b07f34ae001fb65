"""Why a text declares no form, and why an answer does not fit one."""

from collections.abc import Mapping
from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class _Unfit(DomainError):
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class DeclarationUnfit(_Unfit):
    """A text declares no form. Context: the `field` it stops at and, in one word, the `reason`."""

    code = "kernel.form.declaration_unfit"


class AnswerMissing(_Unfit):
    """A mandatory field is empty."""

    code = "kernel.form.missing"


class AnswerTooLong(_Unfit):
    """An answer is too long. Context: `max_length`."""

    code = "kernel.form.too_long"


class NotOffered(_Unfit):
    """The answer is none of the choices."""

    code = "kernel.form.not_offered"


class DateMalformed(_Unfit):
    """Not a date there is."""

    code = "kernel.form.date_malformed"


class AmountMalformed(_Unfit):
    """Not an amount of money."""

    code = "kernel.form.amount_malformed"


class RegionUnknown(_Unfit):
    """Not a region code: six digits, the first two a province."""

    code = "kernel.form.region_unknown"


class PermitMalformed(_Unfit):
    """Not a number that a construction permit can have."""

    code = "kernel.form.permit_malformed"


class PermitOfOtherRegion(_Unfit):
    """The permit was given for another city than the region says."""

    code = "kernel.form.permit_of_other_region"


class EntriesDiffer(_Unfit):
    """What was typed twice is not the same."""

    code = "kernel.form.entries_differ"


class AnswersUnfit(_Unfit):
    """Some answers do not fit; `faults` has why, for each field's key."""

    code = "kernel.form.answers_unfit"

    def __init__(self, faults: Mapping[str, DomainError]) -> None:
        super().__init__(count=len(faults))
        self.faults = dict(faults)
