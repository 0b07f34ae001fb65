import base64
import datetime as dt
import json

import pytest
from joserfc.jwk import ECKey
from shiming_agent.errors import StatementRefused, TicketRefused
from shiming_agent.tickets import check_statement, check_ticket

from tests.agent.platform import NOW, SigningPlatform

NONCE = "n" * 43
AT_ONCE = dt.timedelta(seconds=1)


def seconds(offset: int) -> int:
    return int(NOW.timestamp()) + offset


def unsigned(token: str) -> str:
    """Return the token with `alg` none and no signature."""
    _, payload, _ = token.split(".")
    header = json.dumps({"alg": "none", "typ": "shiming-agent-ticket+jwt"}).encode()
    return f"{base64.urlsafe_b64encode(header).rstrip(b'=').decode()}.{payload}."


class TestCheckTicket:
    def test_returns_what_the_ticket_allows(self) -> None:
        platform = SigningPlatform()
        actions = check_ticket(
            platform.ticket(NONCE, actions=["certificates.list"]),
            platform=platform.trusted,
            nonce=NONCE,
            now=NOW,
            waited=AT_ONCE,
        )
        assert actions == {"certificates.list"}

    @pytest.mark.parametrize(
        "changed",
        [
            {"nonce": "m" * 43},
            {"iss": "https://evil.example"},
            {"origin": "https://evil.example"},
            {"origin": None},
            {"aud": "somebody-else"},
            {"aud": ["shiming-agent", "somebody-else"]},
            {"exp": seconds(121)},
            {"exp": seconds(0)},
            {"exp": None},
            {"iat": None},
            {"iat": True},
            {"iat": seconds(-3600), "exp": seconds(-3500)},
            {"iat": seconds(3600), "exp": seconds(3700)},
            {"actions": []},
            {"actions": ["certificates.list", "document.sign"]},
            {"actions": "certificates.list"},
            {"actions": None},
            {"typ": "shiming-statement+jwt"},
            {"typ": "JWT"},
            {"key": ECKey.generate_key("P-256", parameters={"kid": "agent-1"})},
        ],
        ids=",".join,
    )
    def test_refuses_what_is_not_for_this_page_connection_and_moment(
        self, changed: dict[str, object]
    ) -> None:
        platform = SigningPlatform()
        with pytest.raises(TicketRefused):
            check_ticket(
                platform.ticket(NONCE, **changed),  # type: ignore[arg-type]  # bad on purpose
                platform=platform.trusted,
                nonce=NONCE,
                now=NOW,
                waited=AT_ONCE,
            )

    @pytest.mark.parametrize(
        "ticket", [None, 7, "", "a.b.c", "..", "ä.b.c", "x" * 60_000], ids=repr
    )
    def test_refuses_what_is_no_ticket(self, ticket: object) -> None:
        platform = SigningPlatform()
        with pytest.raises(TicketRefused):
            check_ticket(ticket, platform=platform.trusted, nonce=NONCE, now=NOW, waited=AT_ONCE)

    def test_refuses_an_unsigned_ticket(self) -> None:
        platform = SigningPlatform()
        with pytest.raises(TicketRefused):
            check_ticket(
                unsigned(platform.ticket(NONCE)),
                platform=platform.trusted,
                nonce=NONCE,
                now=NOW,
                waited=AT_ONCE,
            )

    def test_measures_its_age_by_a_clock_that_nobody_sets(self) -> None:
        platform = SigningPlatform()
        with pytest.raises(TicketRefused):
            check_ticket(
                platform.ticket(NONCE),
                platform=platform.trusted,
                nonce=NONCE,
                now=NOW,
                waited=dt.timedelta(seconds=121),
            )

    def test_bears_with_an_office_clock_that_is_nine_minutes_wrong(self) -> None:
        platform = SigningPlatform()
        for wrong in (-9, 9):
            assert check_ticket(
                platform.ticket(NONCE),
                platform=platform.trusted,
                nonce=NONCE,
                now=NOW + dt.timedelta(minutes=wrong),
                waited=AT_ONCE,
            )


class TestCheckStatement:
    def test_returns_the_text_and_the_bytes_under_their_own_prefix(self) -> None:
        platform = SigningPlatform()
        token = platform.statement(NONCE)
        statement = check_statement(token, platform=platform.trusted, nonce=NONCE, now=NOW)
        assert statement.text == "登录 id.example"
        assert statement.to_sign == b"shiming-statement-v1\x00" + token.encode()

    @pytest.mark.parametrize(
        "changed",
        [
            {"nonce": "m" * 43},
            {"iss": "https://evil.example"},
            {"purpose": "payment"},
            {"purpose": None},
            {"jti": None},
            {"text": ""},
            {"text": "two\nlines"},
            {"text": "x" * 501},
            {"text": None},
            {"typ": "shiming-agent-ticket+jwt"},
            {"exp": seconds(-700), "iat": seconds(-800)},
            {"key": ECKey.generate_key("P-256", parameters={"kid": "agent-1"})},
        ],
        ids=",".join,
    )
    def test_refuses_what_the_platform_did_not_state(self, changed: dict[str, object]) -> None:
        platform = SigningPlatform()
        with pytest.raises(StatementRefused):
            check_statement(
                platform.statement(NONCE, **changed),  # type: ignore[arg-type]  # bad on purpose
                platform=platform.trusted,
                nonce=NONCE,
                now=NOW,
            )

    def test_refuses_a_document_that_somebody_wants_signed(self) -> None:
        platform = SigningPlatform()
        with pytest.raises(StatementRefused):
            check_statement("%PDF-1.7", platform=platform.trusted, nonce=NONCE, now=NOW)
