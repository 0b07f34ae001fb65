"""ID tokens get a new signing key."""

import datetime as dt

import pytest
from django.db import connection

from shiming.audit.models import AuditRecord
from shiming.identity_provider import errors, queries
from shiming.identity_provider.actions.forget_expired import forget_expired
from shiming.identity_provider.actions.rotate_signing_key import rotate_signing_key
from shiming.identity_provider.models import SigningKey
from shiming.identity_provider.types import Algorithm
from shiming.kernel.actor import system_actor
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db
ACTOR = system_actor(device="tests")


class TestRotateSigningKey:
    def test_has_the_first_key_sign_at_once(self) -> None:
        with pytest.raises(errors.NoSigningKey):
            queries.get_key_ring(now=NOW)

        rotated = rotate_signing_key(actor=ACTOR, now=NOW)

        assert rotated is not None
        assert queries.get_key_ring(now=NOW).signers[Algorithm.ES256].kid == rotated.kid
        assert AuditRecord.objects.get().subject == f"signing_key:{rotated.kid}"

    def test_announces_the_next_one_before_it_signs(self) -> None:
        first = rotate_signing_key(actor=ACTOR, now=NOW)
        second = rotate_signing_key(actor=ACTOR, now=NOW)

        assert first is not None
        assert second is not None
        now_ring = queries.get_key_ring(now=NOW)
        later_ring = queries.get_key_ring(now=second.active_from)
        assert now_ring.signers[Algorithm.ES256].kid == first.kid
        assert later_ring.signers[Algorithm.ES256].kid == second.kid
        assert len(now_ring.published) == len(later_ring.published) == 2

    def test_does_nothing_while_the_key_is_young(self) -> None:
        rotate_signing_key(actor=ACTOR, now=NOW)
        term = dt.timedelta(days=90)

        assert rotate_signing_key(only_if_older_than=term, actor=ACTOR, now=NOW) is None
        assert rotate_signing_key(only_if_older_than=term, actor=ACTOR, now=NOW + term) is not None
        assert AuditRecord.objects.count() == SigningKey.objects.count() == 2

    def test_leaves_the_keys_of_other_algorithms_alone(self) -> None:
        rotate_signing_key(actor=ACTOR, now=NOW)
        rotate_signing_key(algorithm=Algorithm.EDDSA, actor=ACTOR, now=NOW)

        ring = queries.get_key_ring(now=NOW)

        assert ring.signers.keys() == {Algorithm.ES256, Algorithm.EDDSA}
        assert not SigningKey.objects.filter(published_until__isnull=False).exists()

    def test_keeps_the_private_half_encrypted(self) -> None:
        rotate_signing_key(actor=ACTOR, now=NOW)

        private = SigningKey.objects.get().private_key["d"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT private_key FROM identity_provider_signing_key")
            stored = bytes(cursor.fetchone()[0])
        assert private.encode() not in stored

    def test_leaves_old_keys_to_be_forgotten(self) -> None:
        rotate_signing_key(actor=ACTOR, now=NOW)
        rotate_signing_key(actor=ACTOR, now=NOW)

        forgotten = forget_expired(now=NOW + dt.timedelta(days=3))

        assert forgotten.keys == 1
        assert SigningKey.objects.count() == 1
