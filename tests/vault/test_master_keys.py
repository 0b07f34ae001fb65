import base64

import pytest

from shiming.vault.errors import CannotDecrypt
from shiming.vault.master_keys import MasterKeys
from shiming.vault.types import CipherProfile

OLD, NEW = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def _ring(**keys: str) -> MasterKeys:
    return MasterKeys(keys, profile=CipherProfile.INTERNATIONAL)


class TestMasterKeys:
    def test_wrap_with_the_first_and_unwrap_with_all(self) -> None:
        wrapped = _ring(old=OLD).wrap(b"k" * 32, context=b"row")
        ring = _ring(new=NEW, old=OLD)

        assert ring.current_id == "new"
        assert ring.unwrap(wrapped, master_key_id="old", context=b"row") == b"k" * 32

    def test_survive_a_change_of_the_profile(self) -> None:
        national = MasterKeys({"old": OLD}, profile=CipherProfile.NATIONAL)

        wrapped = national.wrap(b"k" * 32, context=b"row")

        assert _ring(old=OLD).unwrap(wrapped, master_key_id="old", context=b"row") == b"k" * 32

    @pytest.mark.parametrize(("name", "context"), [("gone", b"row"), ("old", b"other row")])
    def test_refuse_unknown_keys_and_other_rows(self, name: str, context: bytes) -> None:
        ring = _ring(old=OLD)
        wrapped = ring.wrap(b"k" * 32, context=b"row")

        with pytest.raises(CannotDecrypt):
            ring.unwrap(wrapped, master_key_id=name, context=context)

    @pytest.mark.parametrize("keys", [{}, {"short": base64.b64encode(b"k").decode()}])
    def test_refuse_to_work_without_a_proper_key(self, keys: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            _ring(**keys)

    def test_do_not_show_themselves(self) -> None:
        assert repr(_ring(old=OLD)) == "MasterKeys(old)"
