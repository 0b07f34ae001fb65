"""The words of the area, a file per subject."""

from shiming.accounts.types.accounts import (
    AccountFacts,
    AccountKind,
    AccountState,
    AgreementFacts,
    PersonFacts,
    RegistrationVariant,
)
from shiming.accounts.types.codes import (
    CheckedForm,
    CodePurpose,
    HumanAnswer,
    HumanCheckKind,
    PendingCode,
)
from shiming.accounts.types.events import AccountEvent
from shiming.accounts.types.ids import AccountId, AgreementId, CodeId, PersonId, SessionId
from shiming.accounts.types.limits import DEFAULT_LIMITS, CounterScope, Limit
from shiming.accounts.types.passwords import (
    DEFAULT_PROFILE,
    PASSWORD_PROFILES,
    STRICT_SAMR_PROFILE,
    TAX_PROFILE,
    CharacterClass,
    PasswordProfile,
)
from shiming.accounts.types.policy import AccountPolicy
from shiming.accounts.types.sessions import (
    ResumedSession,
    SessionEnd,
    SessionFacts,
    StartedSession,
    Visit,
)

__all__ = [
    "DEFAULT_LIMITS",
    "DEFAULT_PROFILE",
    "PASSWORD_PROFILES",
    "STRICT_SAMR_PROFILE",
    "TAX_PROFILE",
    "AccountEvent",
    "AccountFacts",
    "AccountId",
    "AccountKind",
    "AccountPolicy",
    "AccountState",
    "AgreementFacts",
    "AgreementId",
    "CharacterClass",
    "CheckedForm",
    "CodeId",
    "CodePurpose",
    "CounterScope",
    "HumanAnswer",
    "HumanCheckKind",
    "Limit",
    "PasswordProfile",
    "PendingCode",
    "PersonFacts",
    "PersonId",
    "RegistrationVariant",
    "ResumedSession",
    "SessionEnd",
    "SessionFacts",
    "SessionId",
    "StartedSession",
    "Visit",
]
