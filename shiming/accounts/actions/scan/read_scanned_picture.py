"""Use case: somebody holds the camera before a code of the platform (扫一扫, S31-1)."""

import datetime as dt
import math
from collections.abc import Sequence

import zxingcpp
from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.policies import scan
from shiming.accounts.types import CounterScope
from shiming.kernel import pictures
from shiming.kernel.actor import Actor

# A code fills a good part of what people photograph; more pixels only cost time.
_MAX_SIDE = 1600
_MAX_BYTES = 8_000_000


def read_scanned_picture(*, actor: Actor, content: bytes, host: str, now: dt.datetime) -> str:
    """
    Read the code in a picture, and return where on this platform it leads; nothing is kept.

    `host` is the host, with port, that the person has open.

    :raises errors.ScannedTooOften: if the account has had too many pictures read
    :raises errors.NoCodeInPicture: if there is no code, or it cannot be read
    :raises errors.CodeOfOthers: if the code leads anywhere else
    :raises kernel.pictures.PictureTypeUnknown: if it is neither JPEG nor PNG; likewise
        `PictureEmpty`, `PictureTooLarge` and `PictureBroken`
    """
    with transaction.atomic(durable=True):
        charge = operations.charge(
            scope=CounterScope.SCAN_ACCOUNT, subject=str(actor.account_id), actor=actor, now=now
        )
    if not charge.is_granted:
        minutes = math.ceil((charge.retry_at - now).total_seconds() / 60)
        raise errors.ScannedTooOften(minutes=max(minutes, 1))
    texts = _read(content)
    if not texts:
        raise errors.NoCodeInPicture
    for text in texts:
        path = scan.path_of(text, host=host)
        if path is not None:
            return path
    raise errors.CodeOfOthers


def _read(content: bytes) -> Sequence[str]:
    image = pictures.decode_picture(content, max_bytes=_MAX_BYTES, max_side=_MAX_SIDE)
    found = zxingcpp.read_barcodes(
        image.convert("L"), formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    )
    return [code.text for code in found if code.valid]
