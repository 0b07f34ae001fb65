"""Questions to sources that only compare."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.trust_sources.models.sources import SourceTerms
from shiming.trust_sources.types.checks import CheckState
from shiming.vault import fields as vault_fields


class ProofCheck(models.Model):
    """One question, with the consent that it rests on; what was compared is not kept."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    terms = models.ForeignKey(
        SourceTerms,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; which source, under which terms",
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who consented and asked",
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; about whom, or who acts for the unit",
    )
    legal_person = models.ForeignKey(
        "legal_persons.LegalPerson",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; about which unit, if about one",
    )
    state = models.CharField(
        max_length=16, default=CheckState.ASKED, db_comment="sensitive=false; where it stands"
    )
    consent = models.CharField(
        max_length=200, db_comment="sensitive=false; which facts might go to the source"
    )
    errand = vault_fields.EncryptedJSONField(
        purpose="trust_sources.check.errand",
        default=dict,
        db_comment="sensitive=true; how the source calls it, and what the way back must bring",
    )
    asked_at = models.DateTimeField(db_comment="sensitive=false; when consent was given")
    answered_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was over")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(CheckState)), name="trust_sources_check_state"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"check {self.pk}"
