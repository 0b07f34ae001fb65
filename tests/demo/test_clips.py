import io
import pathlib

import pytest
from PIL import Image

from demo import faces
from demo.cards.drawing import FONT, draw_back
from demo.cards.people import make_holder
from demo.clips import write_card_clip, write_clip, write_face_clip, write_picture_clip
from demo.puppet.performance import Action
from shiming.vendors.face import weights

START = b"\xff\xd8\xff"
needs_pieces = pytest.mark.skipif(
    bool(weights.list_missing()) or not faces.list_faces() or not FONT.is_file(),
    reason="no weights, faces or font: run `python -m tools.install_weights`",
)


class TestWriteClip:
    def test_writes_frames_one_after_another(self, tmp_path: pathlib.Path) -> None:
        write_clip(tmp_path / "clip.mjpeg", [b"one", b"two"])

        assert (tmp_path / "clip.mjpeg").read_bytes() == b"onetwo"

    def test_repeats_frames_up_to_the_rate_of_the_camera(self, tmp_path: pathlib.Path) -> None:
        write_clip(tmp_path / "clip.mjpeg", [b"one", b"two"], rate=10)

        assert (tmp_path / "clip.mjpeg").read_bytes() == b"oneoneonetwotwotwo"

    def test_replaces_a_clip_in_one_go(self, tmp_path: pathlib.Path) -> None:
        clip = tmp_path / "clip.mjpeg"
        write_clip(clip, [b"card"])

        write_clip(clip, [b"face"])

        assert clip.read_bytes() == b"face"
        assert list(tmp_path.iterdir()) == [clip]


@pytest.mark.engines
@needs_pieces
class TestSceneClips:
    def test_films_a_card(self, tmp_path: pathlib.Path) -> None:
        write_card_clip(tmp_path / "card.mjpeg", draw_back(make_holder(1)))

        with Image.open(tmp_path / "card.mjpeg", formats=["JPEG"]) as frame:
            assert frame.size == (1280, 720)

    def test_films_a_face_in_action(self, tmp_path: pathlib.Path) -> None:
        write_face_clip(tmp_path / "face.mjpeg", faces.ASTRONAUT, [Action.BLINK])

        content = (tmp_path / "face.mjpeg").read_bytes()
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as frame:
            assert frame.size == (640, 480)
        # Six frames of blinking between two rests of six, each shown three times.
        assert content.count(START) == 3 * 18

    def test_films_a_still_picture(self, tmp_path: pathlib.Path) -> None:
        write_picture_clip(tmp_path / "still.mjpeg", faces.ASTRONAUT.read_bytes())

        assert (tmp_path / "still.mjpeg").read_bytes().startswith(START)
