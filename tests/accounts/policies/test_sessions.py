import pytest

from shiming.accounts.policies.sessions import describe_device, session_cookie_name

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0"
)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (CHROME, "Chrome · Windows"),
        (CHROME + " Edg/140.0", "Edge · Windows"),
        (WECHAT, "微信 · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox · Linux"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_describes_a_device_in_words(user_agent: str, words: str) -> None:
    assert describe_device(user_agent) == words


def test_names_the_cookie_so_that_browsers_bind_it_to_the_host() -> None:
    assert session_cookie_name(is_secure=True) == "__Host-shiming_session"
    assert session_cookie_name(is_secure=False) == "shiming_session"
