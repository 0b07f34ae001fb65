"""Nodes: peers, shared users, what is told to and fro, stock files, conflicts (E6)."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_face_recovery"),
        ("trust_sources", "0001_certificates"),
    ]

    operations = [
        migrations.CreateModel(
            name="NodeUser",
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
                    "home",
                    models.CharField(
                        db_comment="sensitive=false; code of the node where it is at home",
                        max_length=32,
                    ),
                ),
                (
                    "body_code",
                    models.CharField(
                        db_comment="sensitive=false; unified social credit code of the body",
                        max_length=32,
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "body_name",
                    models.CharField(
                        db_comment="sensitive=false; registered name of the body",
                        default="",
                        max_length=100,
                    ),
                ),
                (
                    "told_level",
                    models.PositiveSmallIntegerField(
                        db_comment="sensitive=false; the level that other nodes were last told",
                        default=0,
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        db_comment="sensitive=false; whose account it is here",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PeerNode",
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
                    "code",
                    models.CharField(
                        db_comment="sensitive=false; by which nodes know each other",
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        db_comment="sensitive=false; as people call it", max_length=64
                    ),
                ),
                (
                    "role",
                    models.CharField(db_comment="sensitive=false; province or city", max_length=16),
                ),
                (
                    "region",
                    models.CharField(
                        db_comment="sensitive=false; code of its region", max_length=6
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        db_comment="sensitive=false; where it is called", max_length=500
                    ),
                ),
                (
                    "key",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; shared key that signs calls and answers",
                        purpose="trust_sources.peer.key",
                    ),
                ),
                (
                    "portal_code",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; portal here whose new users are at home there",
                        default="",
                        max_length=64,
                    ),
                ),
                (
                    "highest_level",
                    models.PositiveSmallIntegerField(
                        db_comment="sensitive=false; up to which level its word counts as evidence",
                        default=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; whether it is talked to",
                        default="active",
                        max_length=16,
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was entered"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when it last answered a call of ours",
                        null=True,
                    ),
                ),
                (
                    "last_error",
                    models.CharField(
                        db_comment="sensitive=false; why the last call failed, if it did",
                        default="",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "active",
                                    "suspended",
                                ],
                            )
                        ),
                        name="trust_sources_peer_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PeerUser",
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
                    "remote_id",
                    models.UUIDField(
                        db_comment="sensitive=false; by what key the peer knows them", null=True
                    ),
                ),
                (
                    "is_told",
                    models.BooleanField(
                        db_comment="sensitive=false; whether the peer knows of them at all",
                        default=False,
                    ),
                ),
                (
                    "sent",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; number of the last event for the peer",
                        default=0,
                    ),
                ),
                (
                    "received",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; number of the last event of the peer",
                        default=0,
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        db_comment="sensitive=false; level that the peer states, for information",
                        default=0,
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        db_comment="sensitive=false; with whom",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peernode",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_comment="sensitive=false; who; none while a conflict keeps them out",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.nodeuser",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutgoingEvent",
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
                    "sequence",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; its place in the row of this user"
                    ),
                ),
                (
                    "kind",
                    models.CharField(db_comment="sensitive=false; what happened", max_length=16),
                ),
                (
                    "facts",
                    shiming.vault.fields.EncryptedJSONField(
                        db_comment="sensitive=true; what is told",
                        purpose="trust_sources.event.facts",
                    ),
                ),
                (
                    "happened_at",
                    models.DateTimeField(db_comment="sensitive=false; when it happened"),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; how far it is",
                        default="waiting",
                        max_length=16,
                    ),
                ),
                (
                    "attempts",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; how often it was sent", default=0
                    ),
                ),
                (
                    "next_try_at",
                    models.DateTimeField(db_comment="sensitive=false; when it is sent (again)"),
                ),
                (
                    "last_error",
                    models.CharField(
                        db_comment="sensitive=false; why the peer has not taken it",
                        default="",
                        max_length=64,
                    ),
                ),
                (
                    "delivered_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when the peer said that it has it", null=True
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        db_comment="sensitive=false; whom",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peernode",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        db_comment="sensitive=false; of whom",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peeruser",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IncomingEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="sensitive=false; the event's own key",
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "sequence",
                    models.PositiveIntegerField(db_comment="sensitive=false; its place in the row"),
                ),
                (
                    "result",
                    models.CharField(
                        db_comment="sensitive=false; what was made of it", max_length=16
                    ),
                ),
                ("received_at", models.DateTimeField(db_comment="sensitive=false; when it came")),
                (
                    "of",
                    models.ForeignKey(
                        db_comment="sensitive=false; of whom",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peeruser",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StockExport",
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
                    "after",
                    models.UUIDField(
                        db_comment="sensitive=false; the last account that the peer has", null=True
                    ),
                ),
                (
                    "parts",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; files it has", default=0
                    ),
                ),
                (
                    "users",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; users it has", default=0
                    ),
                ),
                (
                    "started_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the officer", null=True
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was ordered"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was done", null=True),
                ),
                (
                    "last_error",
                    models.CharField(
                        db_comment="sensitive=false; why the peer did not take a file",
                        default="",
                        max_length=64,
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        db_comment="sensitive=false; to whom",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peernode",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StockFile",
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
                    "export_id",
                    models.UUIDField(db_comment="sensitive=false; the export that it is a part of"),
                ),
                ("number", models.PositiveIntegerField(db_comment="sensitive=false; which part")),
                (
                    "is_last",
                    models.BooleanField(db_comment="sensitive=false; whether none follows"),
                ),
                (
                    "digest",
                    models.CharField(
                        db_comment="sensitive=false; SHA-256 of its lines", max_length=64
                    ),
                ),
                (
                    "lines",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; how many users it holds"
                    ),
                ),
                (
                    "file_id",
                    models.UUIDField(db_comment="sensitive=false; where the vault keeps it"),
                ),
                (
                    "done",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; how many lines are dealt with", default=0
                    ),
                ),
                (
                    "added",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; new accounts", default=0
                    ),
                ),
                (
                    "merged",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; known here", default=0
                    ),
                ),
                (
                    "conflicts",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; for officers", default=0
                    ),
                ),
                (
                    "refused",
                    models.PositiveIntegerField(db_comment="sensitive=false; not taken", default=0),
                ),
                (
                    "faults",
                    models.JSONField(
                        db_comment="sensitive=false; numbers of lines that were not taken, and codes",
                        default=list,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; how far it is",
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("received_at", models.DateTimeField(db_comment="sensitive=false; when it came")),
                (
                    "finished_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was done", null=True),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        db_comment="sensitive=false; from whom; none for an older system of our own",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peernode",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UserConflict",
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
                    "kind",
                    models.CharField(
                        db_comment="sensitive=false; what does not agree", max_length=16
                    ),
                ),
                (
                    "facts",
                    shiming.vault.fields.EncryptedJSONField(
                        db_comment="sensitive=true; what the peer says",
                        purpose="trust_sources.conflict.facts",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        db_comment="sensitive=false; blind index of the facts: the same is not asked twice",
                        max_length=64,
                        unique=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; where it stands",
                        default="open",
                        max_length=16,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        db_comment="sensitive=false; what was decided or proposed",
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "reason",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; why, in the officer's words",
                        default="",
                        purpose="trust_sources.conflict.reason",
                    ),
                ),
                (
                    "proposed_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the officer who decided or proposed",
                        null=True,
                    ),
                ),
                (
                    "confirmed_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the second officer", null=True
                    ),
                ),
                ("found_at", models.DateTimeField(db_comment="sensitive=false; when it was found")),
                (
                    "settled_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when it was decided", null=True
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; the account here that it is about",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        db_comment="sensitive=false; of whom the peer spoke; none in an import of an old system",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peeruser",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PeerNonce",
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
                    "nonce",
                    models.CharField(db_comment="sensitive=false; the number", max_length=32),
                ),
                ("used_at", models.DateTimeField(db_comment="sensitive=false; when it came")),
                (
                    "peer",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peernode",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["used_at"], name="trust_sources_nonce_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("peer", "nonce"), name="trust_sources_nonce_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="peeruser",
            index=models.Index(fields=["user", "peer"], name="trust_sources_peer_user_user"),
        ),
        migrations.AddConstraint(
            model_name="peeruser",
            constraint=models.UniqueConstraint(
                fields=("peer", "remote_id"), name="trust_sources_peer_user_remote"
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingevent",
            index=models.Index(
                condition=models.Q(("delivered_at__isnull", True)),
                fields=["peer", "next_try_at", "id"],
                name="trust_sources_event_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingevent",
            constraint=models.UniqueConstraint(
                fields=("of", "sequence"), name="trust_sources_event_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "waiting",
                            "delivered",
                            "dead",
                        ],
                    )
                ),
                name="trust_sources_event_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingevent",
            constraint=models.UniqueConstraint(
                fields=("of", "sequence"), name="trust_sources_incoming_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockexport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("finished_at__isnull", True)),
                fields=("peer",),
                name="trust_sources_export_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockfile",
            constraint=models.UniqueConstraint(
                fields=("export_id", "number"), name="trust_sources_stock_part"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "waiting",
                            "done",
                        ],
                    )
                ),
                name="trust_sources_stock_state",
            ),
        ),
        migrations.AddIndex(
            model_name="userconflict",
            index=models.Index(fields=["state", "found_at"], name="trust_sources_conflict_open"),
        ),
        migrations.AddConstraint(
            model_name="userconflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "open",
                            "proposed",
                            "settled",
                        ],
                    )
                ),
                name="trust_sources_conflict_state",
            ),
        ),
    ]
