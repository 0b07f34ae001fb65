import pytest

from shiming.kernel.levels import Level


class TestLevel:
    def test_is_ordered_by_strength(self) -> None:
        assert sorted(Level) == [
            Level.ANONYMOUS,
            Level.REGISTERED,
            Level.PRIMARY,
            Level.INTERMEDIATE,
            Level.ADVANCED,
        ]

    @pytest.mark.parametrize("level", Level)
    def test_comes_back_from_its_acr(self, level: Level) -> None:
        assert level.acr == f"urn:shiming:loa:{level.slug}"
        assert Level.from_acr(level.acr) is level

    def test_knows_no_foreign_acr(self) -> None:
        assert Level.from_acr("urn:mace:incommon:iap:silver") is None
