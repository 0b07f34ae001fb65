import datetime as dt
import io
import struct
import zlib
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from shiming.jobs.models import Job
from shiming.kernel import pictures
from shiming.kernel.actor import system_actor
from shiming.proofing import errors, queries
from shiming.proofing.actions.keep_picture import keep_picture
from shiming.proofing.models import CasePicture
from shiming.proofing.types import PictureRole, PictureState, PictureWay, StepKey
from shiming.vault import errors as vault_errors
from shiming.vault import ports as vault_ports
from shiming.vault import queries as vault
from shiming.vault.actions.purge_files import purge_files
from shiming.vault.models import VaultFile
from shiming.vault.types import VaultFileId
from tests.proofing.fakes import jpeg
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db


class FullDisk:
    """A file store with no room left."""

    def write(self, name: str, content: bytes) -> None:
        raise vault_errors.NoSpaceLeft

    def read(self, name: str) -> bytes:
        raise FileNotFoundError

    def remove(self, name: str) -> None:
        raise FileNotFoundError

    def list_older_than(self, *args: object) -> Iterator[str]:
        return iter(())


def keep(walk: Walk, content: bytes, *, step: StepKey = StepKey.FRONT) -> None:
    keep_picture(actor=walk.actor, step=step, content=content, way=PictureWay.UPLOAD, now=NOW)


def png_of(width: int, height: int) -> bytes:
    """Return a PNG that claims to be so large, and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def gif() -> bytes:
    buffer = io.BytesIO()
    Image.new("P", (50, 50)).save(buffer, "GIF")
    return buffer.getvalue()


class TestKeepPicture:
    def test_keeps_it_encrypted_and_has_it_read(self, walk: Walk) -> None:
        keep(walk.start(), jpeg())

        picture = CasePicture.objects.get()
        assert (picture.role, picture.state, picture.way) == ("front", "waiting", "upload")
        assert Job.objects.get(kind="proofing.read_picture").subject == str(picture.pk)
        content = vault.read_file(VaultFileId(picture.file_id))
        assert content.startswith(b"\xff\xd8\xff")
        assert VaultFile.objects.get().keep_until is not None

    def test_replaces_one_whose_time_was_up(self, walk: Walk) -> None:
        """A draft may be older than its pictures are kept; it is no dead end."""
        keep(walk.start(), jpeg())
        first = CasePicture.objects.get()
        purge_files(actor=system_actor(device="tests"), now=NOW + dt.timedelta(days=181))

        keep(walk, jpeg(shade=50))

        first.refresh_from_db()
        assert first.replaced_at == NOW
        assert CasePicture.objects.filter(replaced_at__isnull=True).count() == 1

    def test_replaces_an_earlier_one_and_what_followed_from_it(self, walk: Walk) -> None:
        walk.to_form().confirm()

        keep(walk, jpeg(shade=9))

        case = walk.case
        assert case.form_confirmed_at is None
        pictures_now = queries.pictures_of(case=case)
        assert pictures_now[PictureRole.FRONT].state == PictureState.WAITING
        assert pictures_now[PictureRole.BACK].state == PictureState.READ
        assert VaultFile.objects.filter(shredded_at__isnull=False).count() == 1

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"", pictures.PictureEmpty),
            (b"%PDF-1.7 no picture", pictures.PictureTypeUnknown),
            (gif(), pictures.PictureTypeUnknown),
            (jpeg(size=(900, 600))[:-900], pictures.PictureBroken),
            (png_of(10_000, 5_000), pictures.PictureTooLarge),
            (png_of(60_000, 60_000), pictures.PictureTooLarge),
            (jpeg() + b"\0" * 10 * 1024 * 1024, pictures.PictureTooLarge),
        ],
        ids=["empty", "type", "gif", "truncated", "50 megapixels", "bomb", "bytes"],
    )
    def test_refuses_what_is_no_usable_picture_and_loses_nothing(
        self, walk: Walk, content: bytes, refusal: type[Exception]
    ) -> None:
        walk.start().photograph(StepKey.FRONT)
        before = CasePicture.objects.get()

        with pytest.raises(refusal):
            keep(walk, content)

        after = CasePicture.objects.get()
        assert (after.pk, after.state, after.replaced_at) == (before.pk, "read", None)

    def test_loses_nothing_when_the_disk_is_full(self, walk: Walk) -> None:
        walk.to_form().confirm()
        kept = queries.pictures_of(case=walk.case)[PictureRole.FRONT]

        with (
            vault_ports.file_store.replaced(FullDisk()),
            pytest.raises(vault_errors.NoSpace),
        ):
            keep(walk, jpeg(shade=3))

        case = walk.case
        assert case.form_confirmed_at == NOW
        assert queries.pictures_of(case=case)[PictureRole.FRONT].pk == kept.pk
        assert vault.read_file(VaultFileId(kept.file_id))

    def test_takes_so_many_pictures_a_day_and_loses_none(
        self, walk: Walk, change_policy: Callable[..., None]
    ) -> None:
        change_policy(pictures_per_day=1)
        walk.start()
        keep(walk, jpeg())

        with pytest.raises(errors.DailyLimitReached):
            keep(walk, jpeg(shade=5))
        assert CasePicture.objects.get().replaced_at is None

    def test_refuses_a_side_before_its_turn(self, walk: Walk) -> None:
        walk.start()

        with pytest.raises(errors.StepNotReachable) as refusal:
            keep(walk, jpeg(), step=StepKey.BACK)
        assert refusal.value.context == {"step": "front"}
        assert not CasePicture.objects.exists()

    def test_refuses_once_the_case_is_handed_in(self, walk: Walk) -> None:
        walk.to_live()

        with pytest.raises(errors.StepNotReachable):
            keep(walk, jpeg(shade=5))
        assert CasePicture.objects.count() == 2
