"""
Use case: the mobiles of members of staff from before the index come into it (S02-5).

No migration can do it: it has no keys. Of several with one mobile the earliest stands in the index,
so that nobody else takes it; the others are marked, for an officer to settle.
"""

import uuid
from collections.abc import Callable

from django.db import IntegrityError, transaction

from shiming.directory import policies, queries
from shiming.directory.models import StaffMember
from shiming.vault import operations as vault


def index_phones(*, progress: Callable[[int, int], None]) -> int:
    """Put every mobile into the index that one member alone has; return how many are shared."""
    missing = StaffMember.objects.filter(is_closed=False, phone_index__isnull=True)
    keys = list(missing.order_by("created_at", "pk").values_list("pk", flat=True))
    shared = 0
    for done, key in enumerate(keys, start=1):
        shared += _index(key)
        progress(done, len(keys))
    return shared


def _index(key: uuid.UUID) -> bool:
    """Index the mobile of one member; tell whether another has it."""
    row = StaffMember.objects.get(pk=key)
    mobile = policies.mobile_in(queries.profile_of(row).phone)
    if mobile is None:
        return False
    # Compare-and-set: what somebody wrote meanwhile has its index.
    unchanged = StaffMember.objects.filter(pk=key, version=row.version, phone_index__isnull=True)
    if not queries.is_phone_taken(mobile, besides=row.account_id):
        index = vault.blind_index(purpose=queries.PHONE_INDEX, value=mobile)
        try:
            with transaction.atomic(durable=True):
                unchanged.update(phone_index=index, shares_phone=False)
        except IntegrityError:
            # Somebody else came with it at this very moment.
            pass
        else:
            return False
    with transaction.atomic(durable=True):
        unchanged.update(shares_phone=True)
    return True
