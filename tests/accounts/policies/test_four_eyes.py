"""Decisions that take two people: whether two accounts are two humans."""

import uuid

import pytest

from shiming.accounts import errors
from shiming.accounts.policies.four_eyes import is_same_human, refusal_of_second
from shiming.accounts.types import PersonId, Whose
from shiming.kernel.errors import DomainError, ErrorKind

_A, _B, _PERSON = uuid.UUID(int=1), uuid.UUID(int=2), PersonId(uuid.UUID(int=3))


class Own(DomainError):
    code = "tests.matter.own"
    kind = ErrorKind.FORBIDDEN


def of(account: uuid.UUID, **known: object) -> Whose:
    return Whose(accounts=frozenset({account}), **known)  # type: ignore[arg-type]  # the test knows the field


NOBODY = of(_A, is_staff=True)
KNOWN = of(_A, numbers=frozenset({"1"}), is_staff=True)


class TestSameHuman:
    @pytest.mark.parametrize(
        "shared",
        [
            {"accounts": frozenset({_A, _B})},
            {"persons": frozenset({_PERSON})},
            {"numbers": frozenset({"1"})},
            {"mobiles": frozenset({"+8615401000001"})},
        ],
        ids=["account", "person", "number", "mobile"],
    )
    def test_is_who_shares_one_of_these(self, shared: dict[str, object]) -> None:
        assert is_same_human(Whose(**shared), Whose(**shared))  # type: ignore[arg-type]  # as above

    def test_is_nobody_who_shares_nothing(self) -> None:
        assert not is_same_human(of(_A), of(_B))


class TestSecondPair:
    @pytest.mark.parametrize(
        ("first", "second", "refusal"),
        [
            (KNOWN, of(_B, numbers=frozenset({"1"})), Own),
            (KNOWN, of(_A), Own),
            (KNOWN, of(_B), errors.OfficerUnknown),
            # A mobile of one's own makes nobody known: everybody may have two.
            (KNOWN, of(_B, mobiles=frozenset({"+86"})), errors.OfficerUnknown),
            (NOBODY, of(_B, numbers=frozenset({"2"})), errors.FirstOfficerUnknown),
            (None, of(_B), errors.OfficerUnknown),
        ],
        ids=["same number", "same account", "unknown", "mobile", "first unknown", "platform"],
    )
    def test_is_refused(self, first: Whose | None, second: Whose, refusal: type) -> None:
        assert isinstance(refusal_of_second(first=first, second=second, own=Own()), refusal)

    @pytest.mark.parametrize(
        "first",
        # An applicant may be anybody; that the officer is somebody else is known as far as can be.
        [KNOWN, None, of(_A)],
        ids=["officer", "platform", "applicant"],
    )
    def test_is_taken_of_somebody_else(self, first: Whose | None) -> None:
        second = of(_B, persons=frozenset({_PERSON}), is_staff=True)

        assert refusal_of_second(first=first, second=second, own=Own()) is None
