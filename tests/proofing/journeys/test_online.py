import pytest

from shiming.proofing.journeys import online
from shiming.proofing.journeys.steps import Fact, JourneyState
from shiming.proofing.types import CaseState, PictureState, StepKey

READ = PictureState.READ
DRAFT = JourneyState()
CHOSEN = JourneyState(has_document_type=True)
FRONT = JourneyState(has_document_type=True, front=READ)
BOTH = JourneyState(has_document_type=True, front=READ, back=READ)
CONFIRMED = JourneyState(has_document_type=True, front=READ, back=READ, is_form_confirmed=True)


@pytest.mark.parametrize(
    ("state", "furthest"),
    [
        (DRAFT, StepKey.DOCUMENT),
        (CHOSEN, StepKey.FRONT),
        (JourneyState(has_document_type=True, front=PictureState.REJECTED), StepKey.FRONT),
        (JourneyState(has_document_type=True, front=PictureState.WAITING), StepKey.BACK),
        (FRONT, StepKey.BACK),
        (
            JourneyState(has_document_type=True, front=READ, back=PictureState.WAITING),
            StepKey.BACK,
        ),
        (
            JourneyState(has_document_type=True, front=PictureState.MANUAL, needs_back=False),
            StepKey.FORM,
        ),
        (BOTH, StepKey.FORM),
        (CONFIRMED, StepKey.CONSENT),
        (JourneyState(case=CaseState.SUBMITTED), StepKey.REGISTER),
        (JourneyState(case=CaseState.LIVE), StepKey.LIVE),
        (JourneyState(case=CaseState.CHECKING), StepKey.RESULT),
        (JourneyState(case=CaseState.MANUAL_REVIEW), StepKey.RESULT),
        (JourneyState(case=CaseState.PASSED), StepKey.RESULT),
        (JourneyState(case=CaseState.PASSED_MANUALLY), StepKey.RESULT),
        (JourneyState(case=CaseState.REFUSED), StepKey.RESULT),
        (JourneyState(case=CaseState.WITHDRAWN), StepKey.DOCUMENT),
    ],
)
def test_whoever_skips_ahead_is_led_to_the_furthest_step(
    state: JourneyState, furthest: StepKey
) -> None:
    assert online.furthest_step(state).key is furthest


def test_one_may_go_back_as_long_as_nothing_was_handed_in() -> None:
    for key in (StepKey.DOCUMENT, StepKey.FRONT, StepKey.BACK, StepKey.FORM, StepKey.CONSENT):
        assert online.step_for(wanted=key, state=CONFIRMED).key is key


@pytest.mark.parametrize("case", [CaseState.SUBMITTED, CaseState.LIVE, CaseState.PASSED])
def test_what_was_handed_in_is_not_gone_back_to(case: CaseState) -> None:
    state = JourneyState(
        case=case, has_document_type=True, front=READ, back=READ, is_form_confirmed=True
    )

    for key in (StepKey.DOCUMENT, StepKey.FRONT, StepKey.FORM, StepKey.CONSENT):
        assert online.step_for(wanted=key, state=state) is online.furthest_step(state)
        assert not online.may_undo(step=online.STEP_OF[key], state=state)


def test_a_card_with_one_side_skips_the_back() -> None:
    state = JourneyState(has_document_type=True, front=READ, needs_back=False)

    assert online.step_for(wanted=StepKey.BACK, state=state).key is StepKey.FORM


def test_undoing_a_step_drops_what_builds_on_it() -> None:
    assert online.STEP_OF[StepKey.FRONT].undo == {Fact.FRONT, Fact.FORM, Fact.CONSENTS}
    assert online.STEP_OF[StepKey.FORM].undo == {Fact.FORM, Fact.CONSENTS}
    assert online.STEP_OF[StepKey.DOCUMENT].undo == set(Fact)
    assert online.may_undo(step=online.STEP_OF[StepKey.FRONT], state=CONFIRMED)
    assert not online.may_undo(
        step=online.STEP_OF[StepKey.LIVE], state=JourneyState(case=CaseState.LIVE)
    )


def test_the_table_is_well_formed() -> None:
    keys = [step.key for step in online.STEPS]

    assert keys == list(StepKey)
    for place, step in enumerate(online.STEPS):
        assert all(keys.index(following) > place for following in step.next_keys)
        assert step.url_name == f"proofing:{step.key.value}"
