import contextlib

import pytest

from shiming.kernel.slots import NotWired, Slot


class TestSlot:
    def test_names_itself_when_nothing_was_put_in(self) -> None:
        slot: Slot[str] = Slot("accounts.level_source")

        with pytest.raises(NotWired, match=r"accounts\.level_source"):
            slot()

    def test_holds_what_was_put_in(self) -> None:
        slot: Slot[str] = Slot("x")

        slot.fill("adapter")

        assert slot() == "adapter"

    def test_gives_the_former_back_after_a_failure_too(self) -> None:
        slot: Slot[str] = Slot("x")
        slot.fill("adapter")

        with contextlib.suppress(LookupError), slot.replaced("fake") as held:
            assert slot() == held == "fake"
            raise LookupError

        assert slot() == "adapter"
