"""
The one rule for decisions that take two people (four eyes). Pure.

Two accounts may be one human. They are told apart by the person that was proofed, or by the
identity number that personnel has entered, of which there is one each. Whoever cannot be told
apart from anybody is no second pair of eyes, and among officers no first pair either.
"""

from shiming.accounts import errors
from shiming.accounts.types import Whose
from shiming.kernel.errors import DomainError


def is_same_human(one: Whose, other: Whose) -> bool:
    """Tell whether two accounts are known to be of the same human."""
    return any(
        not mine.isdisjoint(theirs)
        for mine, theirs in (
            (one.accounts, other.accounts),
            (one.persons, other.persons),
            (one.numbers, other.numbers),
            (one.mobiles, other.mobiles),
        )
    )


def refusal_of_second(
    *, first: Whose | None, second: Whose, own: DomainError
) -> DomainError | None:
    """
    Return why `second` may not decide about what `first` did, or None if they may.

    `own` is what a decision about one's own is refused with. Without a `first` the platform itself
    did it.
    """
    if first is not None and is_same_human(first, second):
        return own
    if not second.is_known:
        return errors.OfficerUnknown()
    if first is not None and first.is_staff and not first.is_known:
        return errors.FirstOfficerUnknown()
    return None
