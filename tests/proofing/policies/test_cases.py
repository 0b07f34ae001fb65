import pytest

from shiming.kernel.actor import ActingKind
from shiming.kernel.ids import new_id
from shiming.proofing import errors
from shiming.proofing.journeys.steps import Fact
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies import cases
from shiming.proofing.types import CaseState, StepKey


class TestResumptionOf:
    @pytest.mark.parametrize(
        ("step", "code", "state", "drops"),
        [
            (StepKey.LIVE, "proofing.face.differs", CaseState.LIVE, set()),
            (StepKey.REGISTER, "proofing.register.mismatch", CaseState.DRAFT, {Fact.FORM}),
            (
                StepKey.FRONT,
                "proofing.review.refused",
                CaseState.DRAFT,
                {Fact.FRONT, Fact.BACK, Fact.FORM},
            ),
        ],
    )
    def test_leads_back_to_the_step_that_failed(
        self, step: StepKey, code: str, state: CaseState, drops: set[Fact]
    ) -> None:
        resumption = cases.resumption_of(refused_step=step, refusal_code=code)

        assert resumption is not None
        assert (resumption.state, set(resumption.drops)) == (state, drops)

    @pytest.mark.parametrize("refusal", [errors.UnderAge, errors.OtherAccount])
    def test_is_none_where_only_the_window_helps(self, refusal: type[errors.UnderAge]) -> None:
        resumption = cases.resumption_of(refused_step=StepKey.LIVE, refusal_code=refusal.code)

        assert resumption is None


def test_the_platform_acts_for_the_applicant_to_a_purpose() -> None:
    case = ProofingCase(account_id=new_id())

    actor = cases.platform_acting_for(case=case)

    assert (actor.account_id, actor.identity.kind) == (case.account_id, ActingKind.SYSTEM)
    assert (actor.purpose, actor.case_number) == ("proofing", str(case.pk))
