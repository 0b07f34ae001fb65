"""Pages in the plain frame: the accounts of these tests are only numbers."""

from collections.abc import Iterator

import pytest

from shiming.messages import ports
from shiming.web_kit import frame


@pytest.fixture(autouse=True)
def plain_frame() -> Iterator[None]:
    with (
        frame.frame_source.replaced(frame.PlainFrameSource()),
        ports.identity_book.replaced(ports.Nobody()),
    ):
        yield
