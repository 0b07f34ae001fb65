"""What kinds of application there are, and who may do what with one (A4)."""

import functools
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from shiming.accounts import errors
from shiming.accounts.types import AccountId, AccountKind, NumberKind
from shiming.accounts.types.applications import (
    ApplicationKind,
    ApplicationPermission,
    ApplicationState,
    ConnectionState,
    LoginName,
)
from shiming.kernel.actor import Actor
from shiming.kernel.declared_forms import DeclarationUnfit, FieldType, parse_form
from shiming.kernel.errors import DomainError

# The application of a person is their own affair; only units come to accounts this way.
_OPENED = frozenset({AccountKind.UNIT, AccountKind.AGENCY})
_OWN_KEYS = frozenset({"names", "opens", "login", "connects"})
_NAMING = frozenset({FieldType.TEXT, FieldType.PERSON})

# S01-14, Appendix B. A key that was given out can be withdrawn; nothing leads back from there.
CONNECTION_STEPS: Mapping[ConnectionState, tuple[ConnectionState, ...]] = {
    ConnectionState.NONE: (ConnectionState.TEST_ACCOUNT,),
    ConnectionState.TEST_ACCOUNT: (ConnectionState.DEBUGGING,),
    ConnectionState.DEBUGGING: (ConnectionState.PASSED,),
    ConnectionState.PASSED: (ConnectionState.PRODUCTION_KEY,),
    ConnectionState.PRODUCTION_KEY: (ConnectionState.SUSPENDED,),
    ConnectionState.SUSPENDED: (),
}

APPLICATION_STEPS: Mapping[ApplicationState, tuple[ApplicationState, ...]] = {
    ApplicationState.SUBMITTED: (ApplicationState.UNDER_REVIEW,),
    ApplicationState.UNDER_REVIEW: (
        ApplicationState.SUBMITTED,
        ApplicationState.APPROVED,
        ApplicationState.REJECTED,
        ApplicationState.RETURNED,
    ),
    ApplicationState.RETURNED: (ApplicationState.SUBMITTED,),
    ApplicationState.APPROVED: (),
    ApplicationState.REJECTED: (),
}


@functools.lru_cache(maxsize=64)
def parse_kind(code: str, version: int, declaration: str) -> ApplicationKind:
    """
    Return the kind of application that a TOML text declares.

    :raises DeclarationUnfit: if the text declares no form, or what it opens makes no sense
    """
    form, rest = parse_form(declaration)
    if strange := set(rest) - _OWN_KEYS:
        raise DeclarationUnfit(field=min(strange)[:48], reason="unknown_word")
    named = form.find(str(rest.get("names", "")))
    if named is None or named.type not in _NAMING or named.when or not named.is_required:
        raise DeclarationUnfit(field="names", reason="not_a_field")
    opens = _opened(rest.get("opens", ""))
    return ApplicationKind(
        code=code,
        version=version,
        form=form,
        names=named.key,
        opens=opens,
        login=_login(rest.get("login"), form_keys={f.key for f in form.fields if f.is_required}),
        connects=rest.get("connects", False) is True,
    )


def refusal_to_officer(officer: Actor, permission: ApplicationPermission) -> DomainError | None:
    """Return why this actor may not act as an officer here, or None."""
    if officer.account_id is not None and officer.may(permission):
        return None
    return errors.MayNotManageAccounts(permission=permission.value)


def refusal_to_decide(
    *, officer: Actor, state: ApplicationState, reviewer_id: AccountId | None
) -> DomainError | None:
    """Return why this officer may not decide an application that stands so, or None."""
    if refusal := refusal_to_officer(officer, ApplicationPermission.REVIEW):
        return refusal
    if state is not ApplicationState.UNDER_REVIEW:
        return errors.ApplicationNotWaiting()
    return None if reviewer_id == officer.account_id else errors.NotTheReviewer()


def is_like(typed: str, name: str) -> bool:
    """
    Tell whether what somebody remembers of a name is enough to find it (S01-7).

    Its characters must occur in the name in their order: parts and abbreviations are enough.
    """
    rest = iter(_folded(name))
    return all(char in rest for char in _folded(typed))


def _folded(text: str) -> str:
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in narrow if char.isalnum())


def _opened(word: object) -> AccountKind | None:
    if word == "":
        return None
    if word not in {kind.value for kind in _OPENED}:
        raise DeclarationUnfit(field="opens", reason="not_a_kind")
    return AccountKind(str(word))


def _login(table: Any, *, form_keys: Collection[str]) -> LoginName | None:  # noqa: ANN401  TOML
    if table is None:
        return None
    if not isinstance(table, dict) or table.get("field") not in form_keys:
        raise DeclarationUnfit(field="login", reason="not_a_field")
    form = table.get("as")
    # Fund and insurance numbers come from their offices: nobody may claim one by an application.
    if form not in {"user_name", NumberKind.CONSTRUCTION_PERMIT.value}:
        raise DeclarationUnfit(field="login", reason="not_a_kind")
    return LoginName(
        field=table["field"],
        number_kind=None if form == "user_name" else NumberKind(form),
        prefix=str(table.get("prefix", "")),
    )
