"""The online journey (B7): document, both sides, form, consent, register, live check, result."""

from shiming.proofing.journeys.steps import Fact, JourneyState, Step
from shiming.proofing.types import CaseState, StepKey

_AFTER_LIVE = frozenset(
    {
        CaseState.CHECKING,
        CaseState.MANUAL_REVIEW,
        CaseState.PASSED,
        CaseState.PASSED_MANUALLY,
        CaseState.REFUSED,
    }
)

STEPS: tuple[Step, ...] = (
    Step(
        key=StepKey.DOCUMENT,
        url_name="proofing:document",
        next_keys=(StepKey.FRONT,),
        is_reachable=lambda state: state.is_draft,
        undo=frozenset(Fact),
    ),
    Step(
        key=StepKey.FRONT,
        url_name="proofing:front",
        next_keys=(StepKey.BACK, StepKey.FORM),
        is_reachable=lambda state: state.is_draft and state.has_document_type,
        undo=frozenset({Fact.FRONT, Fact.FORM, Fact.CONSENTS}),
    ),
    Step(
        key=StepKey.BACK,
        url_name="proofing:back",
        next_keys=(StepKey.FORM,),
        is_reachable=lambda state: (
            state.is_draft and state.has_document_type and state.needs_back and state.has_front
        ),
        undo=frozenset({Fact.BACK, Fact.FORM, Fact.CONSENTS}),
    ),
    Step(
        key=StepKey.FORM,
        url_name="proofing:form",
        next_keys=(StepKey.CONSENT,),
        is_reachable=lambda state: (
            state.is_draft and state.has_document_type and state.are_pictures_usable
        ),
        undo=frozenset({Fact.FORM, Fact.CONSENTS}),
    ),
    Step(
        key=StepKey.CONSENT,
        url_name="proofing:consent",
        next_keys=(StepKey.REGISTER,),
        is_reachable=lambda state: (
            state.is_draft
            and state.has_document_type
            and state.are_pictures_usable
            and state.is_form_confirmed
        ),
        undo=frozenset({Fact.CONSENTS}),
    ),
    # From here on something has left the house: back leads only over a new attempt.
    Step(
        key=StepKey.REGISTER,
        url_name="proofing:register",
        next_keys=(StepKey.LIVE, StepKey.RESULT),
        is_reachable=lambda state: state.case in {CaseState.SUBMITTED, CaseState.LIVE},
    ),
    Step(
        key=StepKey.LIVE,
        url_name="proofing:live",
        next_keys=(StepKey.RESULT,),
        is_reachable=lambda state: state.case is CaseState.LIVE,
    ),
    Step(
        key=StepKey.RESULT,
        url_name="proofing:result",
        next_keys=(),
        is_reachable=lambda state: state.case in _AFTER_LIVE,
    ),
)
STEP_OF: dict[StepKey, Step] = {step.key: step for step in STEPS}


def furthest_step(state: JourneyState) -> Step:
    """Return the last step that may be entered: where a person who skips ahead is led."""
    return next((step for step in reversed(STEPS) if step.is_reachable(state)), STEPS[0])


def step_for(*, wanted: StepKey, state: JourneyState) -> Step:
    """Return the wanted step if it may be entered, or else the furthest that may."""
    step = STEP_OF[wanted]
    return step if step.is_reachable(state) else furthest_step(state)


def may_undo(*, step: Step, state: JourneyState) -> bool:
    """Tell whether what was done in a step can still be taken back."""
    return bool(step.undo) and step.is_reachable(state)
