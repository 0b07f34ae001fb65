import datetime as dt

import pytest

from shiming.vault import keys, ports
from shiming.vault.errors import CannotDecrypt, NoDataKey
from shiming.vault.models import DataKey
from shiming.vault.types import KeyKind, KeyState, VaultPolicy


@pytest.mark.django_db
class TestKnownKeys:
    def test_are_read_once_in_a_while(self, django_assert_num_queries: object) -> None:
        keys.forget()
        with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django has no type
            for _ in range(3):
                keys.writing_key(KeyKind.FIELD)
                keys.lookup_keys()

    def test_are_read_again_when_they_are_old(self) -> None:
        keys.writing_key(KeyKind.FIELD)
        DataKey.objects.filter(kind=KeyKind.FIELD).update(state=KeyState.RETIRED)

        with (
            ports.policy.replaced(VaultPolicy(key_cache=dt.timedelta(0))),
            pytest.raises(NoDataKey),
        ):
            keys.writing_key(KeyKind.FIELD)

    def test_are_read_again_when_an_unknown_one_is_named(self) -> None:
        with pytest.raises(CannotDecrypt, match="unknown"):
            keys.get_key(1)

    def test_do_not_show_themselves(self) -> None:
        key = keys.writing_key(KeyKind.FIELD)

        assert key.material.hex() not in repr(key)
        assert repr(key.material) not in repr(key)


@pytest.mark.django_db(transaction=True)
class TestKeysOfAnEmptiedDatabase:
    @pytest.mark.parametrize("run", [1, 2])
    def test_are_there_again(self, run: int) -> None:
        assert DataKey.objects.filter(state="active").count() == 2
        assert keys.writing_key(KeyKind.FIELD).id in DataKey.objects.values_list("pk", flat=True)
