"""Live checks, comparison bands, and the limits of the area."""

import dataclasses
import datetime as dt
import enum

from shiming.proofing.types.cases import TryKind


class Band(enum.StrEnum):
    """In which of the three bands a comparison lies."""

    PASS = "pass"  # noqa: S105 — a band, no secret
    GREY = "grey"
    FAIL = "fail"


class LiveAction(enum.StrEnum):
    """What a person may be asked to do before the camera."""

    BLINK = "blink"
    OPEN_MOUTH = "open_mouth"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    NOD = "nod"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAction:
    """An action and its window, in milliseconds from the first frame."""

    action: LiveAction
    start_ms: int
    end_ms: int


class LiveProblem(enum.StrEnum):
    """Why a live check was not convincing; each has a text in `texts.toml`."""

    TOO_FEW_FRAMES = "proofing.live.too_few_frames"
    FRAMES_MISSING = "proofing.live.frames_missing"
    FROZEN = "proofing.live.frozen"
    NO_FACE = "proofing.live.no_face"
    TWO_FACES = "proofing.live.two_faces"
    TOO_DARK = "proofing.live.too_dark"
    TOO_FAR = "proofing.live.too_far"
    TOO_CLOSE = "proofing.live.too_close"
    OTHER_FACE = "proofing.live.other_face"
    ACTION_MISSING = "proofing.live.action_missing"
    ACTION_FOREIGN = "proofing.live.action_foreign"


class PassiveBand(enum.StrEnum):
    """What the passive presentation-attack signal says of a clip."""

    LIVE = "live"
    GREY = "grey"
    ATTACK = "attack"
    MISSING = "missing"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LiveVerdict:
    """What the frames of one live check amount to."""

    problem: LiveProblem | None
    failed_action: LiveAction | None = None
    passive: PassiveBand = PassiveBand.MISSING
    passive_score: float | None = None
    best_frame: int | None = None
    is_measured: bool = True
    """False where a weight is missing, so that nothing can be said: a person decides."""

    @property
    def is_convincing(self) -> bool:
        """Tell whether a live person did what was asked."""
        return self.problem is None and self.is_measured


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LivenessPolicy:
    """
    From where on a measure counts in a live check; parameters of the deployment.

    The limits of eyes, mouth and turn were measured with the engine that ships (LIBRARIES.md).
    """

    actions: tuple[LiveAction, ...] = (
        LiveAction.BLINK,
        LiveAction.OPEN_MOUTH,
        LiveAction.TURN_LEFT,
        LiveAction.TURN_RIGHT,
    )
    action_count: int = 3
    lead_ms: int = 1500
    window_ms: int = 3000
    reaction_ms: int = 1000
    min_frames: int = 36
    max_frames: int = 240
    judged_frames: int = 60
    max_gap_ms: int = 1000
    max_same_share: float = 0.5
    max_faceless_share: float = 0.2
    max_two_faces_share: float = 0.1
    min_brightness: float = 45.0
    min_face_share: float = 0.15
    max_face_share: float = 0.8
    blink_closed: float = 0.5
    blink_open: float = 0.3
    jaw_open: float = 0.25
    mouth_ratio: float = 0.3
    yaw_turned: float = 22.0
    yaw_straight: float = 15.0
    pitch_nod: float = 10.0
    same_face_straight: float = 0.363
    same_face_turned: float = 0.2
    max_odd_face_share: float = 0.05
    passive_live: float = 0.9
    passive_attack: float = 0.3


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProofingPolicy:
    """The limits and periods of the area; wiring may replace it."""

    liveness: LivenessPolicy = LivenessPolicy()
    compare_pass: float = 0.45
    compare_grey: float = 0.36
    live_session_for: dt.timedelta = dt.timedelta(seconds=120)
    face_check_for: dt.timedelta = dt.timedelta(minutes=10)
    transaction_face_for: dt.timedelta = dt.timedelta(minutes=10)
    tries_per_day: int = 5
    pictures_per_day: int = 40
    online_face_valid_for: dt.timedelta = dt.timedelta(days=365)
    remote_review_gives_intermediate: bool = False
    reviewers_needed: int = 1
    review_claim_for: dt.timedelta = dt.timedelta(minutes=30)
    review_text_length: int = 10
    face_from_age: int = 18
    is_four_factors: bool = False
    max_picture_bytes: int = 10 * 1024 * 1024
    max_clip_bytes: int = 16 * 1024 * 1024
    keep_refused_for: dt.timedelta = dt.timedelta(days=180)
    keep_evidence_for: dt.timedelta = dt.timedelta(days=5 * 365)
    """After the account was closed (Q37)."""
    archive_open_for: dt.timedelta = dt.timedelta(minutes=30)
    rejections_before_manual: int = 2
    engine_patience: dt.timedelta = dt.timedelta(minutes=15)

    def limit_of(self, kind: TryKind) -> int:
        """Return how often a day something may be tried."""
        return self.pictures_per_day if kind is TryKind.PICTURE else self.tries_per_day
