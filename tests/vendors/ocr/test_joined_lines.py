import numpy as np

from shiming.vendors.ocr.joined_lines import Pixels, is_cut_through, join_lines

HEIGHT, WIDTH = 48, 430


def _line(*characters: int, top: int = 10, bottom: int = 38) -> Pixels:
    """Return a line of print; each character is a box 28 wide that begins where it is told."""
    line = np.full((HEIGHT, WIDTH, 3), 220, np.uint8)
    for left in characters:
        line[top:bottom, left : left + 28] = 40
    return line


class TestJoinLines:
    def test_lays_the_second_line_where_the_first_ends(self) -> None:
        joined = join_lines([_line(*range(12, 380, 34)), _line(12, 46)])

        assert joined is not None
        dark = np.flatnonzero(joined[24, :, 0] < 100)
        # 11 characters and two more; the gap between the lines is no wider than a character.
        assert len(dark) == 13 * 28
        assert np.diff(dark).max() <= 28

    def test_leaves_out_lines_below_the_last(self) -> None:
        alone = join_lines([_line(12, 46)])
        with_empty = join_lines([_line(12, 46), _line(), _line()])

        assert alone is not None
        assert with_empty is not None
        assert np.array_equal(alone, with_empty)

    def test_keeps_the_place_of_what_a_reflection_took_from_the_end_of_a_full_line(self) -> None:
        whole = join_lines([_line(*range(12, 380, 34)), _line(*range(12, 380, 34))])
        faded = join_lines([_line(*range(12, 280, 34)), _line(*range(12, 380, 34))])

        assert whole is not None
        assert faded is not None
        assert whole.shape[1] - faded.shape[1] <= 48

    def test_returns_nothing_where_no_print_is(self) -> None:
        assert join_lines([_line(), _line()]) is None


class TestIsCutThrough:
    def test_is_false_where_print_stands_free(self) -> None:
        assert not is_cut_through(_line(12, 46, 80))

    def test_is_true_where_print_reaches_an_edge(self) -> None:
        assert is_cut_through(_line(12, 46, 80, top=0, bottom=20))
        assert is_cut_through(_line(12, 46, 80, top=30, bottom=HEIGHT))

    def test_is_false_where_no_print_is(self) -> None:
        assert not is_cut_through(_line())
