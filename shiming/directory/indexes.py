"""The blind indexes that the vault makes anew when its index key rotates."""

from shiming.directory import policies, queries
from shiming.directory.models import StaffMember
from shiming.vault import operations as vault


def register() -> None:
    """Tell the vault what each indexed column is made of."""
    vault.register_index(
        model="directory.StaffMember",
        column="external_id_index",
        purpose=queries.EXTERNAL_ID_INDEX,
        value_of=_external_id,
    )
    vault.register_index(
        model="directory.StaffMember",
        column="email_index",
        purpose=queries.EMAIL_INDEX,
        value_of=_email,
    )
    vault.register_index(
        model="directory.StaffMember",
        column="name_index",
        purpose=queries.NAME_INDEX,
        value_of=_name,
    )
    vault.register_index(
        model="directory.StaffMember",
        column="number_index",
        purpose=queries.NUMBER_INDEX,
        value_of=_number,
    )
    vault.register_index(
        model="directory.StaffMember",
        column="phone_index",
        purpose=queries.PHONE_INDEX,
        value_of=_phone,
    )


def _external_id(row: StaffMember) -> str | None:
    return None if row.external_id is None else str(row.external_id)


def _email(row: StaffMember) -> str | None:
    return queries.profile_of(row).email.casefold() or None


def _number(row: StaffMember) -> str | None:
    return None if row.number is None else str(row.number)


def _phone(row: StaffMember) -> str | None:
    return policies.mobile_in(queries.profile_of(row).phone)


def _name(row: StaffMember) -> str | None:
    return policies.fold_name(queries.profile_of(row).name) or None
