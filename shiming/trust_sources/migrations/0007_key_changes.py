"""Nodes get another key: one officer enters it, a second one agrees, the old one stays a while."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    """Add the change, and the key before."""

    dependencies = [("trust_sources", "0006_duties")]

    operations = [
        migrations.AddField(
            model_name="peernode",
            name="former_key",
            field=shiming.vault.fields.EncryptedTextField(
                db_comment=(
                    "sensitive=true; key before the present one, until the node shows the new one"
                ),
                null=True,
                purpose="trust_sources.peer.former_key",
            ),
        ),
        migrations.AddField(
            model_name="peernode",
            name="former_until",
            field=models.DateTimeField(
                db_comment="sensitive=false; until when the key before is good", null=True
            ),
        ),
        migrations.CreateModel(
            name="PeerKeyChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="sensitive=false; opaque key",
                        default=shiming.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peernode",
                    ),
                ),
                (
                    "key",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; the key; empty once it is decided about",
                        purpose="trust_sources.key_change.key",
                    ),
                ),
                (
                    "former_until",
                    models.DateTimeField(
                        db_comment=(
                            "sensitive=false; until when the old key stays good; empty: not at all"
                        ),
                        null=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; where it stands",
                        default="proposed",
                        max_length=16,
                    ),
                ),
                (
                    "proposed_by",
                    models.UUIDField(db_comment="sensitive=false; account of the first officer"),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was entered"),
                ),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the second officer", null=True
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when it was decided", null=True
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "agreed", "refused"])),
                        name="trust_sources_key_change_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("peer",),
                        name="trust_sources_key_change_once",
                    ),
                ],
            },
        ),
    ]
