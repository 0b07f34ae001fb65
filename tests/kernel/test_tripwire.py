import datetime as dt
import hashlib
import json
import secrets
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiming.kernel.identifiers.check_digits import mod_11_2
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from shiming.kernel.tripwire import Finding, Leak, find_unmasked
from tests.kernel.vectors import VECTORS

NUMBER = "11010519491231002X"


class TestFindUnmasked:
    @pytest.mark.parametrize(
        "text",
        [
            NUMBER,
            NUMBER.lower(),
            f"身份证{NUMBER}已登记",
            f"id={NUMBER}&x=1",
            f'{{"n":"{NUMBER}"}}',
            f"a{NUMBER}b",
            "110105 19491231 002X",
            "110105-19491231-002X",
            "1101 0519 4912 3100 2X",
            "１１０１０５１９４９１２３１００２Ｘ",
            "11010519491231002Ⅹ",
            "11010519491231002Х",
            "110105\u300019491231\u2013002X",
            "110105\u00a019491231 002X",
            f"1 {NUMBER}",
            f"{NUMBER} 1",
            *VECTORS["ric18_valid"],
            *VECTORS["gat_residence_valid"],
            *VECTORS["fpr2023_valid"],
        ],
    )
    def test_finds_resident_numbers(self, text: str) -> None:
        assert [finding.leak for finding in find_unmasked(text)] == [Leak.RESIDENT_NUMBER]

    @pytest.mark.parametrize("text", ["440524801010013", "610104620927690"])
    def test_finds_resident_numbers_of_fifteen_digits(self, text: str) -> None:
        assert find_unmasked(f"旧号{text}。")

    def test_passes_over_fifteen_digits_that_check_as_a_registration_number(self) -> None:
        # One in ten old resident numbers does; a use case that fails on a company is worse.
        assert find_unmasked("110105491231002") == []

    @pytest.mark.parametrize(
        "text",
        [
            "13812345678",
            "手机13812345678",
            "tel:+8613812345678",
            "8613812345678",
            "0086 138 1234 5678",
            "138 1234 5678",
            "138-1234-5678",
            "１３８１２３４５６７８",
            "phone13812345678",
            "user_13812345678",
            "?mobile=%2B8613812345678&next=/",
            "用户 13812345678,",
        ],
    )
    def test_finds_mainland_mobiles(self, text: str) -> None:
        assert [finding.leak for finding in find_unmasked(text)] == [Leak.MOBILE]

    def test_says_where_but_not_what(self) -> None:
        text = f"甲 {NUMBER} 乙 13812345678"

        findings = find_unmasked(text)

        assert findings == [
            Finding(leak=Leak.RESIDENT_NUMBER, start=2, end=20),
            Finding(leak=Leak.MOBILE, start=23, end=34),
        ]
        assert NUMBER not in repr(findings)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "一切正常",
            "11**************2X",
            "138****5678",
            "110105194912310021",
            "110105194913310020",
            "138123456789",
            "12812345678",
            "1763755389",
            "1763755389123",
            "duration=0.13812345678",
            "2025-11-21T20:03:11.138123456+08:00",
            "110108000000016",
            "91350100M000100Y43",
            "91110000710926094P",
            "您的验证码是 482913,5分钟内有效。",
            "13 81 23 45 67 8",
            "1, 2, 3, 13, 14, 15, 16, 17",
            "id=01938123-4567-7138-8123-456781234567",
            "id=01938138-1234-7567-8123-456781234567",
            "a3f13812345678c0",
        ],
    )
    def test_passes_over_what_is_none(self, text: str) -> None:
        assert find_unmasked(text) == []

    def test_passes_over_our_own_identifiers(self) -> None:
        texts = [
            text
            for seed in range(3000)
            for text in (
                str(uuid.UUID(bytes=hashlib.md5(bytes([seed % 256, seed // 256])).digest())),  # noqa: S324 - a seeded source of bytes
                hashlib.sha256(str(seed).encode()).hexdigest(),
            )
        ]
        texts += [str(new_id()), secrets.token_urlsafe(32)]

        assert [text for text in texts if find_unmasked(text)] == []

    def test_finds_one_in_a_log_line_of_json(self) -> None:
        line = json.dumps({"event": "sent", "at": "2025-11-21T20:03:11Z", "to": "13812345678"})

        assert find_unmasked(line)
        assert not find_unmasked(line.replace("13812345678", Mobile.parse("13812345678").masked))

    @given(
        st.dates(min_value=dt.date(1850, 1, 1)), st.integers(110000, 659999), st.integers(0, 999)
    )
    def test_finds_every_resident_number(self, born: dt.date, region: int, sequence: int) -> None:
        first_17 = f"{region}{born:%Y%m%d}{sequence:03}"

        assert find_unmasked(f"number {first_17}{mod_11_2(first_17)}.")

    @given(st.text(alphabet="0123456789Xx -a%１.", max_size=80))
    def test_stands_any_text(self, text: str) -> None:
        for finding in find_unmasked(text):
            assert 0 <= finding.start < finding.end <= len(text)
