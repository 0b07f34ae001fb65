"""SM2 through OpenSSL: what it signs it knows again, and nothing else."""

import pytest

from shiming.kernel import sm2

# Made with gmalg 1.0, a pure Python implementation, under the usual distinguishing identifier.
PRIVATE = bytes.fromhex("d0c5c315d358ecec57f4854f613a026f7776260c0190f330b4bd42c42dd8ccb3")
PUBLIC = bytes.fromhex(
    "a50374ca10669ad7f21d5c04e34d53f3fdbb94bd32a3fafbd072641567529ccc"
    "a5895a56774488c01bf8aab33362ab1a0ec00867aa5299fccedcbc1e1902bbd5"
)
MESSAGE = "实名".encode()
SIGNATURE = bytes.fromhex(
    "3d68b32df0a8302852f21174334d9cf3fd2c68ccd7301e5c29ec42c42816fc6b"
    "f07158b2eb6b45b594e5791e811f5e03f820083a027f465861ef296a268e2f9d"
)


class TestSm2:
    def test_agrees_with_another_implementation(self) -> None:
        assert sm2.public_point(PRIVATE) == PUBLIC
        assert sm2.is_signed(PUBLIC, MESSAGE, SIGNATURE)

    def test_knows_its_own_signatures(self) -> None:
        private = sm2.generate()

        signature = sm2.sign(private, MESSAGE)

        assert len(signature) == 64
        assert sm2.is_signed(sm2.public_point(private), MESSAGE, signature)

    @pytest.mark.parametrize(
        ("public", "message", "signature"),
        [
            (PUBLIC, MESSAGE + b"x", SIGNATURE),
            (PUBLIC, MESSAGE, SIGNATURE[:-1] + b"\0"),
            (PUBLIC, MESSAGE, SIGNATURE[:-1]),
            (PUBLIC, MESSAGE, bytes(64)),
            (PUBLIC[::-1], MESSAGE, SIGNATURE),
            (bytes(64), MESSAGE, SIGNATURE),
            (PUBLIC[:-1], MESSAGE, SIGNATURE),
        ],
    )
    def test_knows_nothing_else(self, public: bytes, message: bytes, signature: bytes) -> None:
        assert not sm2.is_signed(public, message, signature)

    def test_takes_no_key_that_is_none(self) -> None:
        with pytest.raises(sm2.Sm2Unavailable):
            sm2.sign(bytes(32), MESSAGE)
