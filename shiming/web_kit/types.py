"""The small values that components are given."""

import dataclasses
import enum


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """One level of the breadcrumb; the last one, the page itself, has no address."""

    label: str
    url: str = ""


class StepState(enum.StrEnum):
    """How far a step of a journey is."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class JourneyStep:
    """One step of the step indicator; a done one may lead back by its address."""

    label: str
    state: StepState = StepState.AHEAD
    url: str = ""


def journey_steps(*labels: str, current: int) -> tuple[JourneyStep, ...]:
    """Return the steps with these labels, of which number `current` (from 1) is being done."""
    return tuple(
        JourneyStep(
            label=label,
            state=StepState.DONE
            if number < current
            else StepState.CURRENT
            if number == current
            else StepState.AHEAD,
        )
        for number, label in enumerate(labels, start=1)
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row of a definition list. Personal values arrive masked; unmasking is a use case."""

    label: str
    value: str
    note: str = ""
    is_masked: bool = False
    action_label: str = ""
    action_url: str = ""
