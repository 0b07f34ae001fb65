import pytest

from shiming.vault import ciphers
from shiming.vault.errors import CannotDecrypt
from shiming.vault.types import CipherProfile

KEY = bytes(range(32))
each_algorithm = pytest.mark.parametrize("algorithm", list(ciphers.Algorithm))


class TestEncrypt:
    @each_algorithm
    def test_comes_back_whole(self, algorithm: ciphers.Algorithm) -> None:
        sealed = ciphers.encrypt(KEY, b"text", algorithm=algorithm, context=b"here")

        assert b"text" not in sealed
        assert ciphers.decrypt(KEY, sealed, algorithm=algorithm, context=b"here") == b"text"

    @each_algorithm
    def test_never_yields_the_same_twice(self, algorithm: ciphers.Algorithm) -> None:
        twice = {ciphers.encrypt(KEY, b"text", algorithm=algorithm, context=b"") for _ in range(2)}

        assert len(twice) == 2

    @each_algorithm
    @pytest.mark.parametrize("change", ["bit", "cut", "empty", "context", "key"])
    def test_refuses_what_was_changed(self, algorithm: ciphers.Algorithm, change: str) -> None:
        sealed = ciphers.encrypt(KEY, b"text", algorithm=algorithm, context=b"here")
        broken = {
            "bit": sealed[:-1] + bytes([sealed[-1] ^ 1]),
            "cut": sealed[:-1],
            "empty": b"",
        }.get(change, sealed)
        key = KEY[::-1] if change == "key" else KEY
        context = b"there" if change == "context" else b"here"

        with pytest.raises(CannotDecrypt):
            ciphers.decrypt(key, broken, algorithm=algorithm, context=context)

    def test_knows_the_vector_of_sm4_gcm(self) -> None:
        # RFC 8998, appendix A.1.
        key = bytes.fromhex("0123456789abcdeffedcba9876543210")
        nonce = bytes.fromhex("00001234567800000000abcd")
        text = bytes.fromhex(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
            "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
        )
        context = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
        sealed = bytes.fromhex(
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
            "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
            "83de3541e4c2b58177e065a9bf7b62ec"
        )

        opened = ciphers.decrypt(
            key, nonce + sealed, algorithm=ciphers.Algorithm.SM4_GCM, context=context
        )

        assert opened == text


class TestIndex:
    @pytest.mark.parametrize("profile", list(CipherProfile))
    def test_depends_on_key_and_value(self, profile: CipherProfile) -> None:
        indexes = {
            ciphers.index(key, value, profile=profile)
            for key in (KEY, KEY[::-1])
            for value in (b"a", b"b")
        }

        assert len(indexes) == 4
        assert ciphers.index(KEY, b"a", profile=profile) in indexes


class TestDerive:
    def test_gives_every_purpose_and_profile_a_key_of_its_own(self) -> None:
        keys = {
            ciphers.derive(KEY, profile=profile, info=info)
            for profile in CipherProfile
            for info in ("a", "b")
        }

        assert len(keys) == 4
        assert {len(key) for key in keys} == {32}
