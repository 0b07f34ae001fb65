"""Face checks of people who sign in, or who confirm that it is they."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.types import FaceState
from shiming.kernel.ids import new_id
from shiming.proofing.models.decisions import ConsentText
from shiming.proofing.types import FaceEvent

VERDICTS = (
    FaceState.RECOGNISED,
    FaceState.NOT_RECOGNISED,
    FaceState.UNCONVINCING,
    FaceState.UNAVAILABLE,
)


class FaceCheck(models.Model):
    """
    One chance to be recognised; a row without a person runs the same and never succeeds.

    The frames are shredded as soon as they are judged: nothing of a face outlives the sign-in.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    face_event = models.CharField(
        max_length=16,
        default=FaceEvent.SIGN_IN.value,
        db_comment="sensitive=false; registration, sign-in, consent or transaction (S13-7)",
    )
    person = models.ForeignKey(
        "accounts.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who they say they are; empty if nobody can be compared",
    )
    consent = models.ForeignKey(
        ConsentText,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the text that was agreed to before filming",
    )
    # NULL keeps checks that were not drawn out of the unique index.
    nonce = models.CharField(  # noqa: DJ001 — see above
        max_length=64,
        null=True,
        unique=True,
        db_comment="sensitive=false; must come back with the frames",
    )
    plan = models.JSONField(default=list, db_comment="sensitive=false; actions with their windows")
    clip_digest = models.CharField(  # noqa: DJ001 — as above
        max_length=64,
        null=True,
        unique=True,
        db_comment="sensitive=false; digest of the frames: none is accepted twice",
    )
    clip_file_id = models.UUIDField(
        null=True, db_comment="sensitive=false; file of the vault, until it is judged"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it began")
    drawn_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was drawn")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")
    used_at = models.DateTimeField(null=True, db_comment="sensitive=false; when frames came")
    judged_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was judged")
    verdict = models.CharField(
        max_length=16, blank=True, default="", db_comment="sensitive=false; what came of it"
    )
    problem = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; why not convincing"
    )
    score = models.FloatField(null=True, db_comment="sensitive=false; likeness")
    engine = models.CharField(
        max_length=160, blank=True, default="", db_comment="sensitive=false; engine and model"
    )
    claimed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when somebody signed in with it"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(face_event__in=[one.value for one in FaceEvent]),
                name="proofing_face_event",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at__isnull=True)
                | Q(verdict__in=list(VERDICTS), judged_at__isnull=False),
                name="proofing_face_verdict",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=FaceState.RECOGNISED) | Q(person__isnull=False),
                name="proofing_face_person",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="proofing_face_created"),
        ]

    @override
    def __str__(self) -> str:
        return f"face check {self.pk}"
