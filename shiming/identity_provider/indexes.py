"""The blind indexes that the vault makes anew when its index key rotates."""

from shiming.identity_provider.models import LocalUser, LocalUserCandidate
from shiming.identity_provider.queries import local_users
from shiming.vault import operations as vault


def register() -> None:
    """Tell the vault what each indexed column is made of."""
    vault.register_index(
        model="identity_provider.LocalUser",
        column="local_user_index",
        purpose=local_users.LOCAL_USER_INDEX,
        value_of=_local_user,
    )
    vault.register_index(
        model="identity_provider.LocalUserCandidate",
        column="local_user_index",
        purpose=local_users.LOCAL_USER_INDEX,
        value_of=_local_user,
    )
    vault.register_index(
        model="identity_provider.LocalUserCandidate",
        column="number_index",
        purpose=local_users.NUMBER_INDEX,
        value_of=_number,
    )


def _local_user(row: LocalUser | LocalUserCandidate) -> str:
    return str(row.local_user)


def _number(row: LocalUserCandidate) -> str:
    return str(row.number_hash)
