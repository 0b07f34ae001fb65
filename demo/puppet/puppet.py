"""One portrait as a puppet: from a pose to a frame as a camera would see it."""

import dataclasses
import pathlib

import cv2
import numpy as np
import numpy.typing as npt

from demo.puppet import mesh
from shiming.kernel import pictures
from shiming.vendors.face import weights
from shiming.vendors.face.networks import Face, NetworkSet

FRAME = (640, 480)
_FACE_SHARE = 0.3

# Numbers of MediaPipe's face mesh; each pair of rows runs in the same direction.
_UPPER_LIDS = (246, 161, 160, 159, 158, 157, 173, 466, 388, 387, 386, 385, 384, 398)
_LOWER_LIDS = (7, 163, 144, 145, 153, 154, 155, 249, 390, 373, 374, 380, 381, 382)
_EYES = (
    (
        (33, 246, 161, 160, 159, 158, 157, 173, 133),
        (33, 7, 163, 144, 145, 153, 154, 155, 133),
    ),
    (
        (263, 466, 388, 387, 386, 385, 384, 398, 362),
        (263, 249, 390, 373, 374, 380, 381, 382, 362),
    ),
)
"""Upper and lower lid of each eye, from the outer corner to the inner."""
_CHEEKS = (50, 101, 118, 280, 330, 347)
_LID_FOLDS = (247, 30, 29, 27, 28, 56, 190, 467, 260, 259, 257, 258, 286, 414)
_INNER_UPPER_LIP = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_INNER_LOWER_LIP = (95, 88, 178, 87, 14, 317, 402, 318, 324)
_OUTER_LOWER_LIP = (146, 91, 181, 84, 17, 314, 405, 321, 375)
_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
_CHIN, _FOREHEAD, _UPPER_LIP = 152, 10, 13
_MESH_POINTS = 468
"""Without the ten of the irises, which would keep the lids apart."""
_RINGS = (1.35, 1.75)
_MOUTH_INSIDE = (38, 24, 52)
_NECK_DEPTH = 20
_WIDEST_MOUTH = 0.33
"""How far the jaw drops, as a share of the face's height from lip to chin times two."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How the puppet is held; all at zero is the portrait itself."""

    blink: float = 0.0
    """0 open, 1 shut."""
    mouth: float = 0.0
    """0 as in the portrait, 1 wide open."""
    yaw: float = 0.0
    """Degrees, positive to the person's own left."""
    pitch: float = 0.0
    """Degrees, positive upwards."""
    shift: tuple[float, float] = (0.0, 0.0)
    """Pixels; nobody holds still."""


class Puppet:
    """A portrait with control points, which can be posed."""

    def __init__(self, portrait: pathlib.Path, *, frame: tuple[int, int] = FRAME) -> None:
        """
        Find the control points of the largest face.

        :raises ValueError: if the portrait shows no face
        """
        networks = NetworkSet(weights.FOLDER)
        rgb = np.asarray(pictures.decode_picture(portrait.read_bytes()))
        image = np.ascontiguousarray(rgb[:, :, ::-1])
        faces = networks.detect(image)
        if not faces:
            raise ValueError("there is no face on the portrait")
        self._picture = _framed(image, faces[0], frame)
        face = networks.detect(self._picture)[0]
        landmarks = networks.find_landmarks(self._picture, face)[:_MESH_POINTS]
        self._face = landmarks
        self._points, self._follow = _with_surroundings(landmarks, frame)
        self._drawn: dict[Pose, mesh.Pixels] = {}
        self._triangles = mesh.triangulate(self._points[:, :2].copy(), frame)

    def draw(self, pose: Pose) -> mesh.Pixels:
        """Return the frame (BGR) that shows `pose`."""
        still = dataclasses.replace(pose, shift=(0.0, 0.0))
        if still not in self._drawn:
            self._drawn[still] = self._bend(still)
        frame = self._drawn[still]
        matrix = np.array([[1, 0, pose.shift[0]], [0, 1, pose.shift[1]]], np.float64)
        size = (frame.shape[1], frame.shape[0])
        moved = cv2.warpAffine(frame, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(moved, np.uint8)

    def _bend(self, pose: Pose) -> mesh.Pixels:
        moved = self._face.copy()
        if pose.blink:
            _shut_eyes(moved, pose.blink)
        if pose.mouth:
            _open_mouth(moved, pose.mouth)
        moved = _turned(moved, yaw=pose.yaw, pitch=pose.pitch)
        leaders, shares = self._follow
        target = self._points + (moved - self._face)[leaders] * shares[:, None]
        frame = mesh.bend(
            self._picture,
            self._points[:, :2].copy(),
            target[:, :2].copy(),
            self._triangles,
            depth=target[:, 2],
        )
        if pose.mouth:
            _fill_mouth(frame, target)
        if pose.blink:
            _paint_lids(frame, _turned(self._face, yaw=pose.yaw, pitch=pose.pitch), pose.blink)
        return frame


def _framed(image: mesh.Pixels, face: Face, frame: tuple[int, int]) -> mesh.Pixels:
    """Return the part of the portrait that a camera would show, with room around the face."""
    rows, columns = image.shape[:2]
    scale = max(frame[0] * _FACE_SHARE / face.width, frame[0] / columns, frame[1] / rows)
    shift_x = np.clip(
        frame[0] / 2 - (face.x + face.width / 2) * scale, frame[0] - columns * scale, 0
    )
    shift_y = np.clip(
        frame[1] * 0.48 - (face.y + face.height / 2) * scale, frame[1] - rows * scale, 0
    )
    matrix = np.array([[scale, 0, shift_x], [0, scale, shift_y]])
    return np.asarray(cv2.warpAffine(image, matrix, frame, flags=cv2.INTER_CUBIC), np.uint8)


def _with_surroundings(
    face: mesh.Points, frame: tuple[int, int]
) -> tuple[mesh.Points, tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]]:
    """Add rings around the face that follow it less and less, and the edge, which stays."""
    middle = face[list(_OVAL)].mean(axis=0)
    depth = float(face[list(_OVAL), 2].mean())
    points = [face]
    leaders = [np.arange(len(face))]
    follow = [np.ones(len(face), np.float32)]
    for ring, share in zip(_RINGS, (0.75, 0.3), strict=True):
        around = middle + (face[list(_OVAL)] - middle) * ring
        around[:, 2] = depth + (ring - 1) * 100
        points.append(around.astype(np.float32))
        leaders.append(np.array(_OVAL))
        follow.append(np.full(len(_OVAL), share, np.float32))
    steps = np.linspace(0, 1, 9)
    width, height = frame[0] - 1, frame[1] - 1
    edge = [(width * step, side) for step in steps for side in (0, height)]
    edge += [(side, height * step) for step in steps[1:-1] for side in (0, width)]
    points.append(np.array([(x, y, depth + 300) for x, y in edge], np.float32))
    leaders.append(np.zeros(len(edge), np.int64))
    follow.append(np.zeros(len(edge), np.float32))
    return np.vstack(points), (np.concatenate(leaders), np.concatenate(follow))


def _shut_eyes(face: mesh.Points, share: float) -> None:
    upper, lower, folds = list(_UPPER_LIDS), list(_LOWER_LIDS), list(_LID_FOLDS)
    drop = (face[lower] - face[upper]) * share
    face[upper] += drop
    face[folds] += drop * 0.55


def _open_mouth(face: mesh.Points, share: float) -> None:
    lip_to_chin = face[_CHIN] - face[_UPPER_LIP]
    drop = lip_to_chin * (2 * _WIDEST_MOUTH * share)
    corners = face[[78, 308]].mean(axis=0)
    reach = float(np.linalg.norm(lip_to_chin[:2]))
    lowness = np.clip((face[:, 1] - corners[1]) / reach, 0, 1)
    below = (lowness > 0).astype(np.float32)
    strength = (
        below
        * (0.55 + 0.45 * lowness)
        * (1 - np.clip(np.abs(face[:, 0] - corners[0]) / (2.2 * reach), 0, 1))
    )
    upper = [number for number in _INNER_UPPER_LIP if number not in {78, 308}]
    strength[upper] = 0
    strength[list(_INNER_LOWER_LIP) + list(_OUTER_LOWER_LIP)] = 0.85
    strength[[78, 308, 95, 324]] = 0.3
    face += drop * strength[:, None]


def _turned(face: mesh.Points, *, yaw: float, pitch: float) -> mesh.Points:
    """Turn the head about its own middle, which lies behind the face."""
    if not yaw and not pitch:
        return face
    sideways, upwards = np.radians(yaw), np.radians(pitch)
    across = np.array(
        [
            [np.cos(sideways), 0, -np.sin(sideways)],
            [0, 1, 0],
            [np.sin(sideways), 0, np.cos(sideways)],
        ]
    )
    along = np.array(
        [
            [1, 0, 0],
            [0, np.cos(upwards), np.sin(upwards)],
            [0, -np.sin(upwards), np.cos(upwards)],
        ]
    )
    middle = face[list(_OVAL)].mean(axis=0)
    middle[2] += _NECK_DEPTH
    return np.asarray((face - middle) @ (across @ along).T + middle, np.float32)


def _fill_mouth(frame: mesh.Pixels, points: mesh.Points) -> None:
    """Paint what shows between the lips, softly; a portrait does not know it."""
    outline = points[[*_INNER_UPPER_LIP, *reversed(_INNER_LOWER_LIP)], :2]
    _blend(frame, _soft(frame, outline, fill=True, softness=1.2), _MOUTH_INSIDE)


def _paint_lids(frame: mesh.Pixels, face: mesh.Points, share: float) -> None:
    """Paint skin over what is left of the eyes, and lashes along the lower lid."""
    strength = float(np.clip((share - 0.3) / 0.4, 0, 1))
    if not strength:
        return
    places = np.round(face[list(_CHEEKS), :2]).astype(int)
    skin = np.median([frame[y, x] for x, y in places], axis=0) * 0.9
    for upper, lower in _EYES:
        above, below = face[list(upper), :2], face[list(lower), :2]
        opening = float(np.linalg.norm(below - above, axis=1).max())
        brim = above.copy()
        brim[:, 1] -= opening / 2
        brim[[0, -1]] = above[[0, -1]]
        lashes = below.copy()
        lashes[:, 1] += 0.15 * opening
        lid = np.vstack([brim, lashes[::-1]])
        _blend(frame, _soft(frame, lid, fill=True, softness=1.5) * strength, skin)
        _blend(frame, _soft(frame, lashes, fill=False, softness=0.8) * strength, skin * 0.35)


def _soft(
    frame: mesh.Pixels, outline: npt.NDArray[np.float32], *, fill: bool, softness: float
) -> npt.NDArray[np.float32]:
    """Return a soft mask of an area or a line, drawn to an eighth of a pixel."""
    mask = np.zeros(frame.shape[:2], np.float32)
    points = [np.round(outline * 8).astype(np.int32)]
    if fill:
        cv2.fillPoly(mask, points, 1.0, lineType=cv2.LINE_AA, shift=3)
    else:
        cv2.polylines(mask, points, False, 1.0, thickness=2, lineType=cv2.LINE_AA, shift=3)  # noqa: FBT003 - OpenCV takes it by place
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), softness), np.float32)


def _blend(frame: mesh.Pixels, mask: npt.NDArray[np.float32], colour: npt.ArrayLike) -> None:
    weight = mask[..., None]
    frame[:] = (frame * (1 - weight) + np.asarray(colour) * weight).astype(np.uint8)
