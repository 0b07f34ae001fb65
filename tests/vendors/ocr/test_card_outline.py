import cv2
import numpy as np
import pytest
from PIL import Image

from demo.cards import drawing, people, photographs
from demo.cards.photographs import Distortion
from shiming.vendors.ocr import card_outline

HOLDER = people.make_holder(1)


def _photograph(distortion: Distortion, *, seed: int = 3) -> card_outline.Pixels:
    picture = photographs.photograph(drawing.draw_back(HOLDER), distortion, seed=seed)
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


class TestFindCard:
    @pytest.mark.parametrize("rotation", [0, 17, 90, 163, 270])
    def test_finds_the_corners_however_the_card_lies(self, rotation: int) -> None:
        corners = card_outline.find_card(
            _photograph(Distortion(rotation=rotation, blur=2, noise=15, shade=0.4, scale=0.55))
        )

        assert corners is not None
        middle, size = corners.mean(axis=0), 0.55 * photographs.FRAME[0]
        assert middle == pytest.approx((640, 480), abs=4)
        assert np.linalg.norm(corners[1] - corners[0]) == pytest.approx(size, rel=0.01)
        assert np.linalg.norm(corners[2] - corners[1]) == pytest.approx(size * 638 / 1012, rel=0.01)

    def test_lets_the_sides_say_where_round_corners_would_meet(self) -> None:
        corners = card_outline.find_card(_photograph(Distortion(scale=0.6)))

        assert corners is not None
        left, top = 640 - 384, 480 - 384 * 638 / 1012
        nearest = min(np.linalg.norm(corner - (left, top)) for corner in corners)
        assert nearest < 4

    def test_finds_none_on_an_empty_desk(self) -> None:
        empty = np.asarray(Image.new("RGB", (800, 600), "grey"))

        assert card_outline.find_card(empty) is None

    def test_finds_none_in_what_is_no_card(self) -> None:
        page = np.full((600, 800, 3), 40, np.uint8)
        cv2.rectangle(page, (200, 100), (600, 500), (230, 230, 230), -1)

        assert card_outline.find_card(page) is None


class TestStraighten:
    def test_lays_the_card_straight(self) -> None:
        page = _photograph(Distortion(rotation=30, perspective=0.05, scale=0.6))
        corners = card_outline.find_card(page)
        assert corners is not None

        card = card_outline.straighten(page, corners)

        assert card.shape == (638, 1012, 3)
        # Nothing of the dark desk is left but behind the round corners.
        assert card[20:-20, 40:-40].mean() > 180
        assert card[60:-60, 8].mean() > 150
