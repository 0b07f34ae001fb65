import io

import pytest
from PIL import Image

from demo.cards.drawing import FONT, HEIGHT, WIDTH, draw_back, draw_front
from demo.cards.people import make_holder
from demo.cards.photographs import Distortion, photograph, random_distortion, to_jpeg
from shiming.kernel.identifiers.resident_number import ResidentNumber

needs_font = pytest.mark.skipif(
    not FONT.is_file(), reason="no card font: run `python -m tools.install_weights`"
)


class TestMakeHolder:
    @pytest.mark.parametrize("seed", range(30))
    def test_makes_people_who_cannot_exist(self, seed: int) -> None:
        holder = make_holder(seed)

        number = ResidentNumber.parse(holder.number)
        assert number.is_sample
        assert number.birth_date == holder.birth
        assert (number.sex.value == "male") is (holder.sex == "男")

    def test_makes_the_same_person_from_the_same_seed(self) -> None:
        assert make_holder(5) == make_holder(5)
        assert make_holder(5) != make_holder(6)

    def test_makes_cards_with_and_without_a_last_day(self) -> None:
        terms = {make_holder(seed).valid_until is None for seed in range(30)}

        assert terms == {True, False}


@needs_font
class TestPhotograph:
    def test_draws_both_sides_in_the_proportions_of_the_real_card(self) -> None:
        holder = make_holder(1)

        assert draw_front(holder).size == draw_back(holder).size == (WIDTH, HEIGHT)
        assert pytest.approx(85.6 / 54, rel=0.002) == WIDTH / HEIGHT

    def test_takes_the_same_picture_from_the_same_seed(self) -> None:
        card = draw_back(make_holder(1))
        distortion = random_distortion(3)

        shots = [to_jpeg(photograph(card, distortion, seed=3)) for _ in range(2)]

        assert shots[0] == shots[1]

    def test_scales_all_distortions_together(self) -> None:
        mild, strong = random_distortion(3), random_distortion(3, strength=1.7)

        assert strong.blur == pytest.approx(1.7 * mild.blur)
        assert strong.noise == pytest.approx(1.7 * mild.noise)

    def test_makes_baseline_jpegs_of_the_frame_asked_for(self) -> None:
        shot = to_jpeg(photograph(draw_back(make_holder(1)), Distortion(), frame=(640, 480)))

        with Image.open(io.BytesIO(shot)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (640, 480))
            assert "progressive" not in picture.info
