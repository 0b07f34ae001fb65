"""What the simulator can be made to do: by magic names, or by expectations set over HTTP."""

import dataclasses
import enum
import json
import pathlib
import threading
from collections.abc import Mapping

from shiming.registers.types import Outcome


class Behaviour(enum.StrEnum):
    """How the simulator answers; the first four are outcomes."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NO_RECORD = "no_record"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    """Never answers while the caller waits."""
    LATE = "late"
    """Answers the truth, but slowly."""
    GARBAGE = "garbage"
    """Answers with something that is no JSON."""
    ERROR = "error"
    """Answers with status 500."""
    FORGED = "forged"
    """Answers «match» with a signature that is not the register's."""

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that it stands for; None if it is a fault or depends on the truth."""
        return Outcome(self.value) if self.value in set(Outcome) else None


FAULTS = frozenset({Behaviour.TIMEOUT, Behaviour.GARBAGE, Behaviour.ERROR, Behaviour.FORGED})
"""What a caller sees as «unavailable» whatever the register meant to say."""

MAGIC_NAMES: Mapping[str, Behaviour] = {
    "郑相符": Behaviour.MATCH,
    "王不符": Behaviour.MISMATCH,
    "李无录": Behaviour.NO_RECORD,
    "周停机": Behaviour.UNAVAILABLE,
    "张超时": Behaviour.TIMEOUT,
    "赵迟到": Behaviour.LATE,
    "钱乱码": Behaviour.GARBAGE,
    "孙故障": Behaviour.ERROR,
    "吴伪签": Behaviour.FORGED,
}
"""With these names the register does what the name says, for any number with province code 60."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """
    What to answer next: to any question, or to those about one number.

    `times` says how often; None means until told otherwise.
    """

    behaviour: Behaviour
    number: str = ""
    times: int | None = None

    @classmethod
    def read(cls, content: Mapping[str, object]) -> "Expectation":
        """
        Return the expectation that a JSON object spells.

        :raises ValueError: if it spells none
        :raises TypeError: if a value is of the wrong kind
        """
        if unknown := set(content) - {"behaviour", "number", "times"}:
            raise ValueError(f"unknown keys: {sorted(unknown)}")
        behaviour, number = content.get("behaviour"), content.get("number", "")
        times = content.get("times")
        if not (isinstance(behaviour, str) and isinstance(number, str)):
            raise TypeError("behaviour and number must be strings")
        if times is not None and not isinstance(times, int):
            raise TypeError("times must be a number or null")
        if times is not None and times < 1:
            raise ValueError("times must be positive")
        return cls(behaviour=Behaviour(behaviour), number=number, times=times)

    def as_json(self) -> dict[str, object]:
        """Return the JSON object that `read` reads."""
        return {"behaviour": self.behaviour.value, "number": self.number, "times": self.times}


class Expectations:
    """What the simulator was told to answer; kept in a file if it is given one."""

    def __init__(self, path: pathlib.Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._waiting: list[Expectation] = []
        if path is not None and path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            self._waiting = [Expectation.read(content) for content in kept]

    def add(self, expectation: Expectation) -> None:
        """Answer so from now on; the newest expectation that fits a question decides."""
        with self._lock:
            self._waiting.insert(0, expectation)
            self._keep()

    def clear(self) -> None:
        """Answer the truth again."""
        with self._lock:
            self._waiting.clear()
            self._keep()

    def listed(self) -> list[Expectation]:
        """Return what still waits to be answered, the newest first."""
        with self._lock:
            return list(self._waiting)

    def take(self, number: str) -> Behaviour | None:
        """Return how a question about `number` is to be answered, and count it."""
        with self._lock:
            for place, expectation in enumerate(self._waiting):
                if expectation.number not in {"", number}:
                    continue
                if expectation.times is not None:
                    left = dataclasses.replace(expectation, times=expectation.times - 1)
                    self._waiting[place : place + 1] = [left] if left.times else []
                    self._keep()
                return expectation.behaviour
        return None

    def _keep(self) -> None:
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        draft.write_text(
            json.dumps([expectation.as_json() for expectation in self._waiting]), encoding="utf-8"
        )
        # Replaced at once: a simulator that is killed must not find half a file.
        draft.replace(self._path)
