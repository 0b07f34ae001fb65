"""The tables of the area, a file per subject."""

from shiming.accounts.models.accounts import Account
from shiming.accounts.models.agreements import Acceptance, ServiceAgreement
from shiming.accounts.models.codes import OneTimeCode, SpentCheck
from shiming.accounts.models.counters import GuessCounter
from shiming.accounts.models.persons import Person
from shiming.accounts.models.sessions import Session

__all__ = [
    "Acceptance",
    "Account",
    "GuessCounter",
    "OneTimeCode",
    "Person",
    "ServiceAgreement",
    "Session",
    "SpentCheck",
]
