import time
import uuid

from shiming.kernel.ids import new_id


class TestNewId:
    def test_is_a_uuid_of_version_7(self) -> None:
        made = new_id()

        assert (made.version, made.variant) == (7, uuid.RFC_4122)

    def test_begins_with_the_milliseconds_of_its_birth(self) -> None:
        before = int(time.time() * 1000)

        born = new_id().int >> 80

        assert before <= born <= int(time.time() * 1000)

    def test_is_never_the_same_twice(self) -> None:
        assert len({new_id() for _ in range(1000)}) == 1000
