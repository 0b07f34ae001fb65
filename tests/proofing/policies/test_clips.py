import pytest

from shiming.proofing import errors
from shiming.proofing.policies import clips
from shiming.proofing.policies.clips import Frame
from tests.proofing.fakes import jpeg

FRAMES = tuple(Frame(at_ms=100 * place, content=jpeg(shade=place)) for place in range(5))
CLIP = clips.pack(frames=FRAMES)


def test_what_was_packed_is_unpacked_again() -> None:
    assert clips.unpack(clip=CLIP, max_frames=5) == FRAMES
    assert clips.unpack(clip=clips.MAGIC, max_frames=5) == ()


@pytest.mark.parametrize(
    "clip",
    [
        b"",
        b"GIF89a" + CLIP[6:],
        CLIP[:-1],
        CLIP[:6],
        CLIP + b"\x00\x00",
        clips.pack(frames=[Frame(at_ms=0, content=b"no picture at all")]),
        CLIP[:8] + b"\xff\xff\xff\xff" + CLIP[12:],
    ],
)
def test_whatever_is_not_a_clip_is_refused(clip: bytes) -> None:
    with pytest.raises(errors.ClipUnreadable):
        clips.unpack(clip=clip, max_frames=100)


def test_too_many_frames_are_refused() -> None:
    with pytest.raises(errors.ClipUnreadable):
        clips.unpack(clip=CLIP, max_frames=4)


def test_the_digest_looks_at_pictures_and_not_at_times() -> None:
    later = [Frame(at_ms=frame.at_ms + 7, content=frame.content) for frame in FRAMES]

    assert clips.digest_of(frames=later) == clips.digest_of(frames=FRAMES)
    assert clips.digest_of(frames=FRAMES[1:]) != clips.digest_of(frames=FRAMES)


def test_frames_do_not_show_in_logs() -> None:
    assert "content" not in repr(FRAMES[0])
