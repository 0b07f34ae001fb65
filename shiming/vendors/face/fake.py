"""Fakes of the face engine and the picture inspector; `scenes.Scene` lists their magic pictures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from shiming.proofing.ports import (
    EngineStatus,
    EngineUnavailable,
    FaceComparison,
    FrameReading,
    PictureFinding,
    PictureKind,
    PicturePlace,
    PictureProblem,
    PictureReport,
)
from shiming.vendors.face.scenes import Scene, scene_of

_ENGINE: Final = "fake"
_STATUS: Final = EngineStatus(engine=_ENGINE, version="1", is_ready=True)
_DOWN: Final = EngineUnavailable(reason="the fake was told not to answer")

_SCORES: Final[Mapping[Scene, float | None]] = {
    Scene.OTHER_PERSON: 0.12,
    Scene.RESEMBLES: 0.40,
    Scene.NO_FACE: None,
}
_ALIKE: Final = 0.82

_NEUTRAL: Final[Mapping[str, Any]] = {
    "faces": 1,
    "face_share": 0.32,
    "brightness": 130.0,
    "sharpness": 14.0,
    "blink_left": 0.05,
    "blink_right": 0.06,
    "jaw_open": 0.02,
    "mouth_ratio": 0.05,
    "yaw": 1.0,
    "pitch": -6.0,
    "roll": 0.5,
    "similarity": 0.94,
    "passive_live": 0.96,
}
_FRAMES: Final[Mapping[Scene, Mapping[str, Any]]] = {
    Scene.BLINK: {"blink_left": 0.72, "blink_right": 0.7},
    Scene.MOUTH: {"jaw_open": 0.5, "mouth_ratio": 0.55},
    Scene.TURN_LEFT: {"yaw": 28.0, "similarity": 0.78},
    Scene.TURN_RIGHT: {"yaw": -28.0, "similarity": 0.78},
    Scene.NOD: {"pitch": -26.0, "similarity": 0.85},
    Scene.TWO_FACES: {"faces": 2},
    Scene.OTHER_PERSON: {"similarity": 0.12},
    Scene.ATTACK: {"passive_live": 0.08},
    Scene.DARK: {"brightness": 20.0},
    Scene.BLURRED: {"sharpness": 1.5},
}

_FINDINGS: Final[Mapping[Scene, PictureFinding]] = {
    Scene.BLURRED: PictureFinding(problem=PictureProblem.BLURRED, measured=3.1, limit=10.0),
    Scene.DARK: PictureFinding(problem=PictureProblem.TOO_DARK, measured=12.0, limit=55.0),
    Scene.GLARE: PictureFinding(
        problem=PictureProblem.GLARE, measured=0.22, limit=0.06, place=PicturePlace.NUMBER
    ),
    Scene.CUT: PictureFinding(problem=PictureProblem.CARD_NOT_WHOLE, measured=0.7, limit=0.93),
    Scene.NO_FACE: PictureFinding(problem=PictureProblem.NO_FACE, measured=0, limit=1),
    Scene.TWO_FACES: PictureFinding(problem=PictureProblem.TWO_FACES, measured=2, limit=1),
}


class FakeFaceEngine:
    """Answers by the scene of the picture, always the same."""

    is_simulator: Final = True

    def status(self) -> EngineStatus:
        """Say that the fake is ready."""
        return _STATUS

    def compare(self, *, probe: bytes, reference: bytes) -> FaceComparison | EngineUnavailable:
        """Answer by the scene of `probe`; `reference` only has to be a picture with a face."""
        scene, other = scene_of(probe), scene_of(reference)
        if Scene.UNAVAILABLE in {scene, other}:
            return _DOWN
        score = None if other is Scene.NO_FACE else _SCORES.get(scene, _ALIKE)
        return FaceComparison(
            score=score,
            probe_faces=_count(scene),
            reference_faces=_count(other),
            model=_ENGINE,
            seconds=0.0,
        )

    def read_frames(
        self, *, frames: Sequence[bytes], anchor: bytes | None = None
    ) -> tuple[FrameReading, ...] | EngineUnavailable:
        """Answer for each frame by its scene."""
        scenes = [scene_of(frame) for frame in frames]
        if Scene.UNAVAILABLE in scenes or (
            anchor is not None and scene_of(anchor) is Scene.UNAVAILABLE
        ):
            return _DOWN
        return tuple(
            FrameReading(faces=0, brightness=130.0, sharpness=14.0)
            if scene is Scene.NO_FACE
            else FrameReading(**{**_NEUTRAL, **_FRAMES.get(scene, {})})
            for scene in scenes
        )


class FakePictureInspector:
    """Finds what the scene of the picture says, and nothing else."""

    is_simulator: Final = True

    def status(self) -> EngineStatus:
        """Say that the fake is ready."""
        return _STATUS

    def inspect(self, *, picture: bytes, kind: PictureKind) -> PictureReport | EngineUnavailable:
        """Answer by the scene of the picture."""
        scene = scene_of(picture)
        if scene is Scene.UNAVAILABLE:
            return _DOWN
        finding = _FINDINGS.get(scene)
        return PictureReport(
            width=1280,
            height=960,
            faces=None if kind is PictureKind.CARD_BACK else _count(scene),
            brightness=130.0,
            sharpness=20.0,
            findings=(finding,) if finding else (),
            seconds=0.0,
        )


def _count(scene: Scene) -> int:
    return {Scene.NO_FACE: 0, Scene.TWO_FACES: 2}.get(scene, 1)
