import pathlib

import numpy as np
import pytest
from PIL import Image

from demo import faces
from demo.puppet.puppet import FRAME, Pose, Puppet
from shiming.vendors.face import weights

pytestmark = [
    pytest.mark.engines,
    pytest.mark.skipif(
        bool(weights.list_missing()) or not faces.list_faces(),
        reason="no weights or faces: run `python -m tools.install_weights`",
    ),
]


@pytest.fixture(scope="module")
def puppet() -> Puppet:
    return Puppet(faces.ASTRONAUT)


class TestPuppet:
    def test_is_the_portrait_itself_while_it_rests(self, puppet: Puppet) -> None:
        frame = puppet.draw(Pose())

        assert frame.shape == (FRAME[1], FRAME[0], 3)

    @pytest.mark.parametrize(
        "pose", [Pose(blink=1), Pose(mouth=1), Pose(yaw=40), Pose(yaw=-40), Pose(pitch=-20)]
    )
    def test_moves_the_face_and_leaves_the_corner_where_it_is(
        self, puppet: Puppet, pose: Pose
    ) -> None:
        still, moved = puppet.draw(Pose()), puppet.draw(pose)

        assert np.abs(still.astype(int) - moved.astype(int)).max() > 40
        assert np.array_equal(still[-1, :9], moved[-1, :9])

    def test_draws_the_same_frame_for_the_same_pose(self, puppet: Puppet) -> None:
        assert np.array_equal(puppet.draw(Pose(yaw=15)), puppet.draw(Pose(yaw=15)))

    def test_wants_a_face(self, tmp_path: pathlib.Path) -> None:
        empty = tmp_path / "empty.png"
        Image.new("RGB", (300, 300)).save(empty)

        with pytest.raises(ValueError, match="no face"):
            Puppet(empty)
