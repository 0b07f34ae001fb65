"""What a journey is made of (STYLE.md, section 16)."""

import dataclasses
import enum
from collections.abc import Callable

from shiming.proofing.types import CaseState, PictureState, StepKey

_USABLE = frozenset({PictureState.READ, PictureState.MANUAL})


class Fact(enum.StrEnum):
    """What the steps gather, and what undoing one drops."""

    DOCUMENT_TYPE = "document_type"
    FRONT = "front"
    BACK = "back"
    FORM = "form"
    CONSENTS = "consents"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class JourneyState:
    """All that the rules of a journey look at."""

    case: CaseState = CaseState.DRAFT
    has_document_type: bool = False
    needs_back: bool = True
    front: PictureState | None = None
    back: PictureState | None = None
    is_form_confirmed: bool = False

    @property
    def is_draft(self) -> bool:
        """Tell whether the person still gathers."""
        return self.case is CaseState.DRAFT

    @property
    def has_front(self) -> bool:
        """Tell whether the front is there and was not sent back."""
        return self.front is not None and self.front is not PictureState.REJECTED

    @property
    def are_pictures_usable(self) -> bool:
        """Tell whether each needed side was read, or goes to a person."""
        return self.front in _USABLE and (not self.needs_back or self.back in _USABLE)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One step: where its page is, what may follow, when it may be entered, what undoing it drops.

    It names a URL and not a view, so that the rules do not depend on the web.
    """

    key: StepKey
    url_name: str
    next_keys: tuple[StepKey, ...]
    is_reachable: Callable[[JourneyState], bool]
    undo: frozenset[Fact] = frozenset()
