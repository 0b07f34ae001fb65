"""
One line of text at a time, by the recognition model of RapidOCR's wheel.

RapidOCR itself only gives the likeliest text. Which of the 56 names of GB/T 3304 stands there, and
whether a reflection has taken a character, is told by the model's probabilities: hence the model
without its wrapper (whose padding costs half the time).
"""

import dataclasses
import importlib.util
import pathlib
import re
from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_MODEL: Final = "*_rec_*.onnx"
_LINE_HEIGHT: Final = 48
_MIN_WIDTH: Final = 48
# An address takes half of it; what is longer is no line of a card, and must not cost seconds.
_MAX_WIDTH: Final = 2400
_BLANK: Final = 0
# A word that is there scores 0.02 a character and more on the worst pictures, bare ground 0.0006.
_MIN_SCORE: Final = 0.01
_MIN_SHARE: Final = 0.9
_TINY: Final = 1e-300


def find_model() -> pathlib.Path | None:
    """Return the model's file in the installed wheel, None where there is none."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or found.origin is None:
        return None
    return next((pathlib.Path(found.origin).parent / "models").glob(_MODEL), None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """The likeliest text, and how sure the model is of its characters on average."""

    text: str = dataclasses.field(repr=False)
    confidence: float
    weakest: float = 0.0
    """How sure the model is of the character that it is least sure of."""
    widest_gap: float = 0.0
    """The widest distance between the middles of two neighbouring characters, in line heights."""


NOTHING: Final = ReadLine(text="", confidence=0.0)


class Recogniser:
    """Reads lines; used by one thread at a time."""

    def __init__(self) -> None:
        import onnxruntime  # noqa: PLC0415 - an optional part, loaded when first used

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena would keep the largest line ever read for good.
        options.enable_cpu_mem_arena = False
        self._session: Any = onnxruntime.InferenceSession(str(find_model()), options)
        metadata = self._session.get_modelmeta().custom_metadata_map
        self._characters = ["", *metadata["character"].splitlines(), " "]
        self._masks: dict[str, Mask] = {}
        self._index = {character: at for at, character in enumerate(self._characters)}

    def read(self, line: Pixels, *, allowed: str | None = None) -> ReadLine:
        """Return what `line` says; with `allowed`, a class of a pattern, in these characters."""
        likely = self._ask(line)
        if allowed is not None:
            likely = np.where(self._mask(allowed), likely, 0)
        found = likely.argmax(axis=1)
        is_new = np.concatenate(([True], found[1:] != found[:-1]))
        places = np.flatnonzero(is_new & (found != _BLANK))
        if not len(places):
            return NOTHING
        sure = likely.max(axis=1)[places]
        step = line.shape[1] / line.shape[0] / len(likely)
        return ReadLine(
            text="".join(self._characters[at] for at in found[places]).strip(),
            confidence=float(sure.mean()),
            weakest=float(sure.min()),
            widest_gap=float(np.diff(places).max(initial=0) * step),
        )

    def choose(self, line: Pixels, words: Sequence[str]) -> ReadLine:
        """Return which of `words` the line says, and nothing where that is not beyond doubt."""
        likely = self._ask(line).astype(np.float64)
        scores = np.array([self._score(likely, word) for word in words])
        best = int(scores.argmax())
        share = float(scores[best] / max(scores.sum(), _TINY))
        if scores[best] < _MIN_SCORE ** len(words[best]) or share < _MIN_SHARE:
            return NOTHING
        return ReadLine(text=words[best], confidence=share, weakest=share)

    def _ask(self, line: Pixels) -> Floats:
        width = round(line.shape[1] * _LINE_HEIGHT / line.shape[0])
        width = min(max(_MIN_WIDTH, width), _MAX_WIDTH)
        sized = cv2.resize(line, (width, _LINE_HEIGHT)).astype(np.float32)
        batch = sized.transpose(2, 0, 1)[None] / 127.5 - 1
        return np.asarray(self._session.run(None, {"x": batch})[0][0], np.float32)

    def _score(self, likely: npt.NDArray[np.float64], word: str) -> float:
        """Return how likely the model says `word`, in all the ways to spread it over the line."""
        labels = [_BLANK]
        for character in word:
            labels += [self._index[character], _BLANK]
        seen = likely[:, labels]
        # Between two equal characters the blank must not be skipped.
        skips = [at for at in range(3, len(labels), 2) if labels[at] != labels[at - 2]]
        ways = np.zeros(len(labels))
        ways[:2] = seen[0, :2]
        for step in seen[1:]:
            reached = ways.copy()
            reached[1:] += ways[:-1]
            reached[skips] += ways[[at - 2 for at in skips]]
            ways = reached * step
        return float(ways[-2:].sum())

    def _mask(self, allowed: str) -> Mask:
        if allowed not in self._masks:
            pattern = re.compile(f"[{allowed}]")
            mask = [pattern.fullmatch(character) is not None for character in self._characters]
            self._masks[allowed] = np.array([True, *mask[1:]])
        return self._masks[allowed]
