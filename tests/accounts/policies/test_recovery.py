import pytest

from shiming.accounts import errors
from shiming.accounts.policies.recovery import refusal_to_explanation, refusal_to_reset
from shiming.accounts.types import BodyRole, Standing

HEAD = BodyRole.LEGAL_REPRESENTATIVE
FINANCE = BodyRole.FINANCE_OFFICER
OFFICER = BodyRole.OFFICER
ADMINISTRATOR = BodyRole.ADMINISTRATOR
MEMBER = BodyRole.MEMBER


def within(actor: BodyRole, owner: BodyRole, *, is_self: bool = False) -> Standing:
    return Standing(actor_role=actor, owner_role=owner, is_same_body=True, is_self=is_self)


def above(actor: BodyRole, owner: BodyRole) -> Standing:
    return Standing(actor_role=actor, owner_role=owner, is_higher_body=True)


class TestReset:
    @pytest.mark.requirement("S35-6")
    @pytest.mark.parametrize(
        ("standing", "is_allowed"),
        [
            (within(HEAD, OFFICER), True),
            (within(FINANCE, OFFICER), True),
            (within(HEAD, HEAD, is_self=True), True),
            (within(FINANCE, FINANCE, is_self=True), True),
            (within(HEAD, FINANCE), False),
            (within(FINANCE, HEAD), False),
            (within(HEAD, HEAD), False),
            (within(FINANCE, FINANCE), False),
            (within(OFFICER, OFFICER), False),
            (within(OFFICER, OFFICER, is_self=True), False),
            (within(OFFICER, HEAD), False),
            # Of another enterprise.
            (Standing(actor_role=HEAD, owner_role=OFFICER), False),
            (above(HEAD, OFFICER), False),
        ],
    )
    def test_is_for_heads_of_officers_and_themselves_not_of_each_other(
        self,
        standing: Standing,
        is_allowed: bool,  # noqa: FBT001  a parameter of the table
    ) -> None:
        refusal = refusal_to_reset(standing)

        assert isinstance(refusal, errors.ResetNotAllowed) is not is_allowed

    @pytest.mark.parametrize(
        ("standing", "is_allowed"),
        [
            (above(ADMINISTRATOR, ADMINISTRATOR), True),
            (above(ADMINISTRATOR, MEMBER), True),
            (within(ADMINISTRATOR, MEMBER), True),
            (within(ADMINISTRATOR, ADMINISTRATOR), False),
            (within(ADMINISTRATOR, MEMBER, is_self=True), False),
            (above(MEMBER, ADMINISTRATOR), False),
            (Standing(actor_role=ADMINISTRATOR, owner_role=ADMINISTRATOR), False),
            (Standing(), False),
        ],
    )
    def test_goes_down_from_the_higher_body_and_never_up(
        self,
        standing: Standing,
        is_allowed: bool,  # noqa: FBT001  a parameter of the table
    ) -> None:
        assert (refusal_to_reset(standing) is None) is is_allowed


class TestExplanation:
    @pytest.mark.parametrize("text", ["", "忘记密码", " \n " * 20, "九个字的说明不够啊"])
    def test_refuses_what_says_nothing(self, text: str) -> None:
        assert isinstance(refusal_to_explanation(text), errors.ExplanationTooShort)

    def test_takes_ten_characters(self) -> None:
        assert refusal_to_explanation("已核对身份证原件与本人") is None
