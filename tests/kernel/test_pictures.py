import io
import struct
import zlib

import pytest
from PIL import Image

from shiming.kernel import pictures

JPEG_ORIENTATION = 0x0112
TURN_RIGHT = 6


def _jpeg(size: tuple[int, int] = (64, 48), *, exif: Image.Exif | None = None) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(buffer, "JPEG", exif=exif or Image.Exif())
    return buffer.getvalue()


def _png_that_claims(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG of a hundred bytes whose header speaks of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


class TestDecodePicture:
    def test_refuses_nothing_at_all(self) -> None:
        with pytest.raises(pictures.PictureEmpty):
            pictures.decode_picture(b"")

    @pytest.mark.parametrize(
        "content", [b"GIF89a" + bytes(50), b"%PDF-1.7", b"RIFF1234WEBPVP8 ", b"<svg/>", b"x"]
    )
    def test_refuses_other_types_whatever_they_are_called(self, content: bytes) -> None:
        with pytest.raises(pictures.PictureTypeUnknown):
            pictures.decode_picture(content)

    @pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
    def test_refuses_a_picture_that_was_cut_off(self, kept: float) -> None:
        content = _jpeg((640, 480))

        with pytest.raises(pictures.PictureBroken):
            pictures.decode_picture(content[: int(len(content) * kept)])

    def test_refuses_a_png_whose_pixels_are_missing(self) -> None:
        with pytest.raises(pictures.PictureBroken):
            pictures.decode_picture(_png_that_claims(100, 100, b"\0" * 20))

    @pytest.mark.parametrize("size", [(8000, 6250), (12_000, 9_000), (60_000, 60_000)])
    def test_refuses_too_many_pixels_by_the_header_alone(self, size: tuple[int, int]) -> None:
        # Nothing could be unpacked from these few bytes: the refusal must come first.
        with pytest.raises(pictures.PictureTooLarge):
            pictures.decode_picture(_png_that_claims(*size))

    def test_takes_the_limits_as_arguments(self) -> None:
        content = _jpeg((100, 100))

        with pytest.raises(pictures.PictureTooLarge):
            pictures.decode_picture(content, max_pixels=9_999)
        with pytest.raises(pictures.PictureTooLarge):
            pictures.decode_picture(content, max_bytes=100)

    def test_refuses_a_jpeg_with_scans_without_end(self) -> None:
        with pytest.raises(pictures.PictureBroken):
            pictures.decode_picture(_jpeg() + b"\xff\xda" * 100)

    def test_turns_the_picture_as_the_camera_meant_it(self) -> None:
        exif = Image.Exif()
        exif[JPEG_ORIENTATION] = TURN_RIGHT

        assert pictures.decode_picture(_jpeg((64, 48), exif=exif)).size == (48, 64)

    def test_lays_a_transparent_picture_on_white(self) -> None:
        buffer = io.BytesIO()
        Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(buffer, "PNG")

        assert pictures.decode_picture(buffer.getvalue()).getpixel((4, 4)) == (255, 255, 255)

    def test_makes_a_large_picture_smaller(self) -> None:
        assert pictures.decode_picture(_jpeg((800, 400)), max_side=200).size == (200, 100)


class TestCleanPicture:
    def test_drops_what_was_hidden_in_the_file(self) -> None:
        exif = Image.Exif()
        exif[0x010F] = "a camera that could give somebody away"
        content = _jpeg(exif=exif) + b"appended"

        clean = pictures.clean_picture(content)

        assert b"give somebody away" in content
        assert b"give somebody away" not in clean.content
        assert not clean.content.endswith(b"appended")
        assert (clean.width, clean.height, clean.media_type) == (64, 48, "image/jpeg")

    def test_makes_a_png_a_jpeg(self) -> None:
        buffer = io.BytesIO()
        Image.new("RGB", (20, 10)).save(buffer, "PNG")

        clean = pictures.clean_picture(buffer.getvalue())

        assert pictures.media_type_of(clean.content) == "image/jpeg"
