"""Cases with their pictures, live checks and tries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.proofing.types import (
    OPEN_STATES,
    CaseState,
    FaceEvent,
    Journey,
    PictureRole,
    PictureState,
    PictureWay,
    TryKind,
)
from shiming.registers.types import Outcome
from shiming.vault import fields as vault_fields


class ProofingCase(models.Model):
    """One attempt of an account to prove who its person is."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose attempt it is",
    )
    person = models.ForeignKey(
        "accounts.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who it is, once the register has confirmed it",
    )
    journey = models.CharField(
        max_length=16,
        default=Journey.ONLINE.value,
        db_comment="sensitive=false; by which table of steps it runs",
    )
    state = models.CharField(
        max_length=16,
        default=CaseState.DRAFT.value,
        db_comment="sensitive=false; where the attempt stands",
    )
    wanted_level = models.PositiveSmallIntegerField(
        default=Level.INTERMEDIATE.value, db_comment="sensitive=false; what it is to reach"
    )
    return_to = vault_fields.EncryptedTextField(
        purpose="proofing.case.return_to",
        default="",
        db_comment="sensitive=true; address within this site to go back to, with its parameters",
    )
    document_type = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; kind of document"
    )
    entered = vault_fields.EncryptedJSONField(
        purpose="proofing.case.entered",
        default=dict,
        db_comment="sensitive=true; the fields as the person confirmed them",
    )
    entry_ways = models.JSONField(
        default=dict, db_comment="sensitive=false; how each field came in: ocr or typed"
    )
    form_confirmed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the person confirmed the fields"
    )
    document_ends_on = models.DateField(
        null=True, db_comment="sensitive=false; last day of the document, empty if long-term"
    )
    has_guardian = models.BooleanField(
        default=False, db_comment="sensitive=false; a guardian is named (Q48)"
    )
    is_under_age = models.BooleanField(
        default=False, db_comment="sensitive=false; too young for a face check online (Q48)"
    )
    causes = models.JSONField(
        default=list, db_comment="sensitive=false; why a person must look at it"
    )
    register_outcome = models.CharField(
        max_length=16, blank=True, default="", db_comment="sensitive=false; last answer"
    )
    register_source = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; which register"
    )
    register_reference = models.CharField(
        max_length=128, blank=True, default="", db_comment="sensitive=false; its own reference"
    )
    register_answered_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it answered"
    )
    has_waited = models.BooleanField(
        default=False, db_comment="sensitive=false; the register was unavailable once"
    )
    card_score = models.FloatField(
        null=True, db_comment="sensitive=false; likeness of live face and document"
    )
    register_score = models.FloatField(
        null=True, db_comment="sensitive=false; likeness of live face and register photo"
    )
    passive_score = models.FloatField(
        null=True, db_comment="sensitive=false; passive presentation-attack signal"
    )
    pass_threshold = models.FloatField(
        null=True, db_comment="sensitive=false; the limit that was in force"
    )
    engine = models.CharField(
        max_length=160, blank=True, default="", db_comment="sensitive=false; engine and model"
    )
    refused_step = models.CharField(
        max_length=16, blank=True, default="", db_comment="sensitive=false; which step failed"
    )
    refusal_code = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; why"
    )
    refusal_detail = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; which action or reason"
    )
    review_round = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; how often it went to review"
    )
    claimed_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the reviewer at work on it",
    )
    claimed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; since when, a claim runs out"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it began")
    submitted_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was handed in"
    )
    decided_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it passed or was refused"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state__in=sorted(state.value for state in OPEN_STATES)),
                name="proofing_case_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in CaseState]), name="proofing_case_state"
            ),
            models.CheckConstraint(
                condition=Q(register_outcome__in=["", *(one.value for one in Outcome)]),
                name="proofing_case_outcome",
            ),
            # Past the register there is always somebody whom it confirmed.
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "refused", "withdrawn"])
                | Q(person__isnull=False),
                name="proofing_case_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.REFUSED.value) | ~Q(refusal_code=""),
                name="proofing_case_refusal",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "created_at"], name="proofing_case_account"),
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(state=CaseState.MANUAL_REVIEW.value),
                name="proofing_case_review",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"case {self.pk}"


class CasePicture(models.Model):
    """A picture or clip of a case; its content lies encrypted in the vault."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    case = models.ForeignKey(
        ProofingCase,
        on_delete=models.PROTECT,
        related_name="pictures",
        db_comment="sensitive=false; what it belongs to",
    )
    role = models.CharField(max_length=16, db_comment="sensitive=false; what it shows")
    file_id = models.UUIDField(db_comment="sensitive=false; file of the vault")
    way = models.CharField(max_length=16, db_comment="sensitive=false; camera or upload")
    state = models.CharField(
        max_length=16, db_comment="sensitive=false; how far the engines came with it"
    )
    findings = models.JSONField(
        default=list, db_comment="sensitive=false; problems found and where on the picture"
    )
    reading = vault_fields.EncryptedJSONField(
        purpose="proofing.picture.reading",
        default=dict,
        db_comment="sensitive=true; fields as read by the engine",
    )
    engine = models.CharField(
        max_length=160, blank=True, default="", db_comment="sensitive=false; engine and version"
    )
    taken_at = models.DateTimeField(db_comment="sensitive=false; when it came in")
    replaced_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was taken anew or dropped"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "role"],
                condition=Q(replaced_at__isnull=True),
                name="proofing_picture_one",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[one.value for one in PictureRole]),
                name="proofing_picture_role",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PictureState]),
                name="proofing_picture_state",
            ),
            models.CheckConstraint(
                condition=Q(way__in=[one.value for one in PictureWay]), name="proofing_picture_way"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"picture {self.pk}"


class LiveSession(models.Model):
    """One chance to show oneself alive: a random sequence, good once and for two minutes."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    case = models.ForeignKey(
        ProofingCase,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; what it belongs to",
    )
    face_event = models.CharField(
        max_length=16,
        default=FaceEvent.REGISTRATION.value,
        db_comment="sensitive=false; registration, sign-in, consent or transaction (S13-7)",
    )
    nonce = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; must come back with the frames"
    )
    plan = models.JSONField(db_comment="sensitive=false; actions with their windows")
    # NULL keeps sessions without frames out of the unique index.
    clip_digest = models.CharField(  # noqa: DJ001 — see above
        max_length=64,
        null=True,
        unique=True,
        db_comment="sensitive=false; digest of the frames: none is accepted twice",
    )
    clip = models.ForeignKey(
        CasePicture,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the frames",
    )
    started_at = models.DateTimeField(db_comment="sensitive=false; when it was given out")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")
    used_at = models.DateTimeField(null=True, db_comment="sensitive=false; when frames came")
    session_id = models.UUIDField(
        null=True, db_comment="sensitive=false; public id of the sign-in that filmed itself"
    )
    judged_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was judged")
    problem = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; why not convincing"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(face_event__in=[one.value for one in FaceEvent]),
                name="proofing_live_event",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(clip_digest__isnull=False),
                name="proofing_live_used",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "started_at"], name="proofing_live_case")]

    @override
    def __str__(self) -> str:
        return f"live session {self.pk}"


class DailyTries(models.Model):
    """How often something was tried by an account, or for a number, on one day in China."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    kind = models.CharField(max_length=16, db_comment="sensitive=false; what is limited")
    subject = models.CharField(
        max_length=80, db_comment="sensitive=false; account id, or blind index of a number"
    )
    on_date = models.DateField(db_comment="sensitive=false; calendar day in China")
    count = models.PositiveSmallIntegerField(default=0, db_comment="sensitive=false; tries so far")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "kind", "on_date"], name="proofing_tries_subject"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in TryKind]), name="proofing_tries_kind"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"tries {self.pk}"
