import pytest

from shiming.accounts import errors
from shiming.accounts.policies.user_names import fold_user_name, refusal_to_user_name


@pytest.mark.parametrize("user_name", ["tulpe", "Tulpe_07", "向北的风", "a.b-c", "abcd12345678"])
def test_takes_names(user_name: str) -> None:
    assert refusal_to_user_name(user_name) is None


@pytest.mark.parametrize(
    "user_name",
    [
        "abc",
        "7tulpen",
        "15401000001",
        "+8615401000001",
        "x15401000001",
        "tulpe@example.org",
        "tul pe",
        "tulpe\x00",
        "a" * 33,
        "_tulpe",
    ],
)
def test_refuses_what_is_too_short_or_looks_like_something_else(user_name: str) -> None:
    assert isinstance(refusal_to_user_name(user_name), errors.UserNameMalformed)


def test_takes_two_spellings_for_one() -> None:
    assert fold_user_name("Ｔulpe") == fold_user_name("tULPE")
