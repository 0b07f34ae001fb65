"""What a registration needs, and how duplicates are answered (A2)."""

from shiming.accounts import errors
from shiming.accounts.policies.passwords import refusal_to_password
from shiming.accounts.policies.user_names import fold_user_name, refusal_to_user_name
from shiming.accounts.types import (
    AccountKind,
    Filing,
    FilingKind,
    GivenDocument,
    PasswordProfile,
    PersonFacts,
    RegistrationVariant,
)
from shiming.kernel.errors import DomainError
from shiming.kernel.phones import Mobile


def refusal_to_filed_registration(
    given: GivenDocument,
    *,
    known: PersonFacts | None,
    has_account: bool,
    filing: Filing | None,
    mobile: Mobile,
) -> DomainError | None:
    """
    Return what somebody is told who registers where only filed people may, or None (S27-1).

    Number registered → sign in. Filed with this mobile, or opened through their enterprise, which
    counts as registration (S27-2) → sign in with the filing data. Not filed → visit the counter. A
    number that comes without its name is answered like one that nobody knows.
    """
    if known is not None and has_account and known.name.folded == given.name.folded:
        return errors.DocumentRegistered()
    if filing is None or filing.name.folded != given.name.folded:
        return errors.NotFiled()
    is_own_mobile = filing.mobile is not None and filing.mobile.value == mobile.value
    if filing.kind is FilingKind.BY_ENTERPRISE or is_own_mobile:
        return errors.FiledAlready()
    return None


def refusal_to_unit(variant: RegistrationVariant) -> DomainError | None:
    """
    Return why a unit cannot register itself here, or None (S29-4).

    Where people are filed or recognised before they have an account, nobody gets one without that
    by calling themselves a unit: its handler registers, and then the unit.
    """
    if variant is RegistrationVariant.PLAIN:
        return None
    return errors.UnitsRegisteredByHandlers()


def refusal_to_entries(
    user_name: str,
    password: str,
    mobile: Mobile,
    *,
    profile: PasswordProfile,
    kind: AccountKind = AccountKind.NATURAL_PERSON,
) -> DomainError | None:
    """Return why these cannot be an account's name and password, or None; a unit has a name."""
    must_have_name = kind is not AccountKind.NATURAL_PERSON
    if (user_name or must_have_name) and (refusal := refusal_to_user_name(user_name)):
        return refusal
    return refusal_to_password(
        password, profile=profile, personal_parts=(fold_user_name(user_name), mobile.national)
    )
