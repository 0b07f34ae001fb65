"""
The gate for pictures: nothing else in the product decodes what came from outside.

A picture is refused by its header, before its pixels are unpacked, where it is of a wrong kind
or too large: a few kilobytes can claim a billion pixels.
"""

import dataclasses
import io
import struct
import zlib
from typing import ClassVar

from PIL import Image, ImageOps

from shiming.kernel.errors import DomainError, ErrorKind

DEFAULT_MAX_BYTES = 15_000_000
DEFAULT_MAX_PIXELS = 40_000_000

# WebP, TIFF and HEIF stay out: their decoders unpack before they can be asked for the size.
_FORMATS = ("JPEG", "PNG")
_MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
# Real progressive pictures have about ten scans; thousands are an attack on the decoder.
_MAX_JPEG_SCANS = 64
_START_OF_SCAN = b"\xff\xda"
_JPEG_QUALITY = 92
_BROKEN = (OSError, SyntaxError, ValueError, IndexError, EOFError, struct.error, zlib.error)


class PictureEmpty(DomainError):
    """No picture was handed over."""

    code: ClassVar[str] = "kernel.picture.empty"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PictureTypeUnknown(DomainError):
    """It is neither a JPEG nor a PNG picture."""

    code: ClassVar[str] = "kernel.picture.type_unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PictureBroken(DomainError):
    """It begins like a picture but cannot be unpacked: cut off or damaged."""

    code: ClassVar[str] = "kernel.picture.broken"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PictureTooLarge(DomainError):
    """It has more bytes or more pixels than allowed; the context says which and how many."""

    code: ClassVar[str] = "kernel.picture.too_large"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CleanPicture:
    """A picture made anew: upright, JPEG, without metadata, safe to keep and to hand on."""

    content: bytes = dataclasses.field(repr=False)
    width: int
    height: int
    media_type: str = "image/jpeg"


def decode_picture(
    content: bytes,
    *,
    max_pixels: int = DEFAULT_MAX_PIXELS,
    max_bytes: int = DEFAULT_MAX_BYTES,
    max_side: int | None = None,
) -> Image.Image:
    """
    Return the picture upright, in RGB and without any metadata.

    A picture larger than `max_side` is made smaller, for JPEG already while it is unpacked.

    :raises PictureEmpty: if there are no bytes
    :raises PictureTypeUnknown: if it is neither JPEG nor PNG
    :raises PictureTooLarge: if it has more bytes or pixels than allowed (found before unpacking)
    :raises PictureBroken: if it is cut off or damaged
    """
    if not content:
        raise PictureEmpty
    if len(content) > max_bytes:
        raise PictureTooLarge(bytes=len(content), max_bytes=max_bytes)
    image = _open(content, max_pixels=max_pixels)
    try:
        if max_side is not None:
            image.draft("RGB", (max_side, max_side))
        image.load()
        upright = ImageOps.exif_transpose(image)
        clean = _without_metadata(upright)
    except _BROKEN as error:
        raise PictureBroken from error
    if max_side is not None and max(clean.size) > max_side:
        clean.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    return clean


def clean_picture(
    content: bytes,
    *,
    max_pixels: int = DEFAULT_MAX_PIXELS,
    max_bytes: int = DEFAULT_MAX_BYTES,
    max_side: int | None = 2400,
) -> CleanPicture:
    """
    Return the picture made anew as a JPEG: what was hidden in the old file is gone.

    :raises PictureEmpty: if there are no bytes
    :raises PictureTypeUnknown: if it is neither JPEG nor PNG
    :raises PictureTooLarge: if it has more bytes or pixels than allowed (found before unpacking)
    :raises PictureBroken: if it is cut off or damaged
    """
    image = decode_picture(content, max_pixels=max_pixels, max_bytes=max_bytes, max_side=max_side)
    return CleanPicture(content=encode_jpeg(image), width=image.width, height=image.height)


def encode_jpeg(image: Image.Image, *, quality: int = _JPEG_QUALITY) -> bytes:
    """Return `image` as a baseline JPEG without metadata."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def media_type_of(content: bytes) -> str:
    """
    Return the media type by what the bytes begin with, whatever a client calls it.

    :raises PictureTypeUnknown: if it is neither JPEG nor PNG
    """
    if content.startswith(b"\xff\xd8\xff"):
        return _MEDIA_TYPES["JPEG"]
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _MEDIA_TYPES["PNG"]
    raise PictureTypeUnknown


def _open(content: bytes, *, max_pixels: int) -> Image.Image:
    media_type = media_type_of(content)
    try:
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge(max_pixels=max_pixels) from error
    except _BROKEN as error:
        raise PictureBroken from error
    if image.width * image.height > max_pixels:
        raise PictureTooLarge(pixels=image.width * image.height, max_pixels=max_pixels)
    if media_type == _MEDIA_TYPES["JPEG"] and content.count(_START_OF_SCAN) > _MAX_JPEG_SCANS:
        raise PictureBroken
    return image


def _without_metadata(image: Image.Image) -> Image.Image:
    has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    source = image.convert("RGBA") if has_alpha else image.convert("RGB")
    clean = Image.new("RGB", source.size, "white")
    clean.paste(source, mask=source.getchannel("A") if has_alpha else None)
    return clean
