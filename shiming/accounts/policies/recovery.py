"""Who may let whom back into an account, and how (A6)."""

from shiming.accounts import errors
from shiming.accounts.types import (
    AccountFacts,
    AccountKind,
    AccountState,
    BodyRole,
    GivenDocument,
    PersonFacts,
    Standing,
)
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level

SHORTEST_EXPLANATION = 10

_HEADS = frozenset({BodyRole.LEGAL_REPRESENTATIVE, BodyRole.FINANCE_OFFICER})


def refusal_to_self_recovery(account: AccountFacts) -> DomainError | None:
    """
    Return why its owner cannot get back in alone, although they have proven a contact or face.

    Whoever switched two-step sign-in on may: a recovery replaces the password alone and signs
    nobody in, so the next sign-in asks for the second factor. Who lost that too goes to the
    counter.
    """
    if account.state is AccountState.FROZEN:
        return errors.AccountFrozen()
    if account.kind is AccountKind.STAFF:
        return errors.RecoveryByAdministrator()
    return None


def is_proofed_owner(account: AccountFacts, *, level: Level) -> bool:
    """
    Tell whether the owner of the account has shown their face in it, so that it opens to that face.

    The number of a stranger is typed easily: below `intermediate` nobody was compared with anybody.
    """
    return account.kind is AccountKind.NATURAL_PERSON and level >= Level.INTERMEDIATE


def demands_document(account: AccountFacts, *, is_policy: bool) -> bool:
    """
    Tell whether a proven contact is not enough, and number and name are asked for too (S18-8).

    Mobile numbers are given out anew after a while: the account of a known person is not the new
    holder's.
    """
    return is_policy and account.person_id is not None


def is_same_person(given: GivenDocument, known: PersonFacts | None) -> bool:
    """Tell whether number and name, which must belong together, are the owner's."""
    return (
        known is not None
        and given.number.document_type is known.document_type
        and given.number.key == known.number.key
        and given.name.folded == known.name.folded
    )


def refusal_to_reset(standing: Standing) -> DomainError | None:
    """
    Return why somebody who stands so to an account's owner may not reset it, or None.

    Legal representative and finance officer reset officers and themselves, not each other (S35-6,
    Q04). Whoever administers a higher body resets those of a lower one (S12-3); within one body
    its administrator resets its members, not another administrator.
    """
    if standing.actor_role in _HEADS and standing.is_same_body:
        is_allowed = standing.is_self or standing.owner_role is BodyRole.OFFICER
    elif standing.actor_role is BodyRole.ADMINISTRATOR and not standing.is_self:
        is_allowed = standing.is_higher_body or (
            standing.is_same_body and standing.owner_role is BodyRole.MEMBER
        )
    else:
        is_allowed = False
    return None if is_allowed else errors.ResetNotAllowed()


def refusal_to_counter_reset(account: AccountFacts, *, is_own: bool) -> DomainError | None:
    """Return why a clerk may not reset this account: never their own, and never one of staff."""
    if is_own or account.kind in {AccountKind.STAFF, AccountKind.API}:
        return errors.ResetNotAllowed()
    if account.state in {AccountState.FROZEN, AccountState.CLOSED}:
        # Only who froze it may let it live again.
        return errors.ResetNotAllowed()
    return None


def refusal_to_explanation(text: str) -> DomainError | None:
    """Return why this does not explain anything, or None."""
    if len("".join(text.split())) < SHORTEST_EXPLANATION:
        return errors.ExplanationTooShort(min_length=SHORTEST_EXPLANATION)
    return None
