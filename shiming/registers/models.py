"""Tables of the area."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.registers.types import Outcome


class RegisterLookup(models.Model):
    """
    One use of an authoritative source (S17-13): who asked, what for, and what came of it.

    The row is written before the call and completed after it; a row without an outcome is a call
    that never came back. It holds no personal data, only the blind index of the number, so that
    unusual use can be found.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    register = models.CharField(max_length=32, db_comment="sensitive=false; which source")
    check_kind = models.CharField(
        max_length=32, db_comment="sensitive=false; what was compared or fetched"
    )
    purpose = models.CharField(max_length=64, db_comment="sensitive=false; what for")
    case_number = models.CharField(max_length=64, db_comment="sensitive=false; for which case")
    account_id = models.UUIDField(
        null=True, db_comment="sensitive=false; account that asked, none for the platform itself"
    )
    acting_as = models.CharField(max_length=16, db_comment="sensitive=false; capacity of the actor")
    number_index = models.CharField(
        max_length=64, db_comment="sensitive=true; blind index of the number asked about"
    )
    outcome = models.CharField(
        max_length=16, blank=True, default="", db_comment="sensitive=false; what was answered"
    )
    source = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; adapter that answered"
    )
    reference = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; the source's reference"
    )
    asked_at = models.DateTimeField(db_comment="sensitive=false; when it was asked")
    answered_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it answered")
    duration_ms = models.PositiveIntegerField(
        null=True, db_comment="sensitive=false; how long the call took"
    )

    class Meta:
        indexes = [
            models.Index(fields=["case_number", "asked_at"], name="registers_lookup_case"),
            models.Index(fields=["account_id", "asked_at"], name="registers_lookup_account"),
            models.Index(fields=["number_index", "asked_at"], name="registers_lookup_number"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="registers_lookup_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(case_number="") & ~Q(purpose=""), name="registers_lookup_bound"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"lookup {self.pk}"
