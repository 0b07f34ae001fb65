import base64
import datetime as dt

import pytest

from shiming.accounts import totp_kit

# RFC 6238, appendix B: the key of the SHA-1 vectors; six digits are the last six of its eight.
KEY = base64.b32encode(b"12345678901234567890").decode()
NOW = dt.datetime(2026, 3, 2, 2, 0, 10, tzinfo=dt.UTC)


class TestCodeAt:
    @pytest.mark.parametrize(
        ("seconds", "code"),
        [
            (59, "287082"),
            (1111111109, "081804"),
            (1111111111, "050471"),
            (1234567890, "005924"),
            (2000000000, "279037"),
            (20000000000, "353130"),
        ],
    )
    def test_is_that_of_the_standard(self, seconds: int, code: str) -> None:
        assert totp_kit.code_at(KEY, step=seconds // 30) == code


class TestMatchingStep:
    @pytest.mark.parametrize("drift", [-1, 0, 1])
    def test_allows_one_step_of_drift(self, drift: int) -> None:
        step = totp_kit.step_of(NOW) + drift

        typed = totp_kit.code_at(KEY, step=step)

        assert totp_kit.matching_step(KEY, typed=typed, now=NOW) == step

    @pytest.mark.parametrize("drift", [-2, 2])
    def test_allows_no_more(self, drift: int) -> None:
        typed = totp_kit.code_at(KEY, step=totp_kit.step_of(NOW) + drift)

        assert totp_kit.matching_step(KEY, typed=typed, now=NOW) is None

    @pytest.mark.parametrize("typed", ["", "12345", "1234567", "数字", "\0" * 6, "①②③④⑤⑥"])
    def test_takes_nothing_else(self, typed: str) -> None:
        assert totp_kit.matching_step(KEY, typed=typed, now=NOW) is None


class TestNewSecret:
    def test_has_160_bits_and_is_never_the_same(self) -> None:
        secrets = {totp_kit.new_secret() for _ in range(20)}

        assert len(secrets) == 20
        assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


class TestQrPicture:
    def test_holds_an_address_that_apps_read(self) -> None:
        address = totp_kit.app_address(KEY, account="demo reviewer", issuer="实名")

        assert address == (f"otpauth://totp/demo%20reviewer?secret={KEY}&issuer=%E5%AE%9E%E5%90%8D")
        assert totp_kit.qr_picture(address).startswith("data:image/svg+xml")
