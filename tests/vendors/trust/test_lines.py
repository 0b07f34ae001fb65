"""LDAP and IMAP as a client, over TLS on loopback."""

import base64
import contextlib
import ipaddress
import ssl
import threading
import time
from collections.abc import Iterator

import pytest

from shiming.accounts.types import OutsideOutcome
from shiming.trust_sources.types import Connection, SourceProtocol
from shiming.vendors.trust.answers import SourceSilent
from shiming.vendors.trust.imap import ImapClient
from shiming.vendors.trust.ldap import LdapClient
from shiming.vendors.trust.tls_line import TlsLine, may_be_reached
from tests.vendors.trust.line_server import Directory, Talk, contexts, serving

HERE = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
SERVICE = "cn=shiming,dc=city"
SOMEBODY = "uid=somebody,ou=people,dc=city"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return contexts(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def directory() -> Directory:
    return Directory(
        {
            SERVICE: ("service secret", {}),
            SOMEBODY: ("right", {"uid": ["somebody"], "entryUUID": ["u-1"], "cn": ["a", "b"]}),
        }
    )


@contextlib.contextmanager
def connected(
    talk: Talk, tls: tuple[ssl.SSLContext, ssl.SSLContext], **changes: str
) -> Iterator[Connection]:
    with serving(talk, tls=tls[0]) as address:
        yield Connection(
            protocol=SourceProtocol.LDAP,
            address=address,
            client_id=changes.get("client_id", SERVICE),
            secret="service secret",
            base="dc=city",
            name_attribute="uid",
        )


Tls = tuple[ssl.SSLContext, ssl.SSLContext]


class TestLdap:
    def test_brings_the_entry_of_who_knows_the_password(
        self, tls: Tls, directory: Directory
    ) -> None:
        with connected(directory, tls) as connection:
            report = LdapClient(allowed=HERE, tls=tls[1]).check_password(
                connection, name="somebody", password="right"
            )

        assert report.outcome is OutsideOutcome.PROVEN
        assert report.claims["entryUUID"] == ["u-1"]
        assert directory.binds == [(SERVICE, "service secret"), (SOMEBODY, "right")]

    @pytest.mark.parametrize(
        ("name", "password"), [("somebody", "wrong"), ("nobody", "right"), ("dc=city", "right")]
    )
    def test_has_one_no_for_wrong_names_and_wrong_passwords(
        self, tls: Tls, directory: Directory, name: str, password: str
    ) -> None:
        with connected(directory, tls) as connection:
            report = LdapClient(allowed=HERE, tls=tls[1]).check_password(
                connection, name=name, password=password
            )

        assert (report.outcome, report.reason) == (OutsideOutcome.REFUSED, "credentials")
        assert len(directory.binds) == 2

    @pytest.mark.parametrize(
        "name", ["*", "somebody)(uid=*", "some*", "somebody\\2a", "*)(objectClass=*", "(|(uid=*))"]
    )
    def test_knows_no_filter_in_a_name(self, tls: Tls, directory: Directory, name: str) -> None:
        with connected(directory, tls) as connection:
            report = LdapClient(allowed=HERE, tls=tls[1]).check_password(
                connection, name=name, password="right"
            )

        assert report.outcome is OutsideOutcome.REFUSED
        assert directory.filters == [("uid", name)]

    def test_never_binds_without_a_password(self, tls: Tls, directory: Directory) -> None:
        with connected(directory, tls) as connection:
            report = LdapClient(allowed=HERE, tls=tls[1]).check_password(
                connection, name="somebody", password=""
            )

        assert report.outcome is OutsideOutcome.REFUSED
        assert directory.binds == []

    def test_refuses_a_name_that_two_entries_have(self, tls: Tls, directory: Directory) -> None:
        directory.entries["uid=other,dc=city"] = ("right", {"uid": ["somebody"]})

        with connected(directory, tls) as connection:
            report = LdapClient(allowed=HERE, tls=tls[1]).check_password(
                connection, name="somebody", password="right"
            )

        assert report.outcome is OutsideOutcome.REFUSED

    def test_takes_a_directory_that_does_not_let_the_platform_in_for_silent(
        self, tls: Tls, directory: Directory
    ) -> None:
        with connected(directory, tls, client_id="cn=another,dc=city") as connection:
            client = LdapClient(allowed=HERE, tls=tls[1])

            assert not client.is_alive(connection)
            report = client.check_password(connection, name="somebody", password="right")
        assert report.outcome is OutsideOutcome.UNAVAILABLE

    @pytest.mark.parametrize(
        ("code", "outcome"),
        [
            # Locked after too many tries, unwilling, not allowed: it says no, and it works.
            (19, OutsideOutcome.REFUSED),
            (53, OutsideOutcome.REFUSED),
            (50, OutsideOutcome.REFUSED),
            # Busy, unavailable.
            (51, OutsideOutcome.UNAVAILABLE),
            (52, OutsideOutcome.UNAVAILABLE),
        ],
    )
    def test_tells_a_locked_entry_from_a_directory_that_is_down(
        self, tls: Tls, directory: Directory, code: int, outcome: OutsideOutcome
    ) -> None:
        directory.refusals[SOMEBODY] = code

        with connected(directory, tls) as connection:
            report = LdapClient(allowed=HERE, tls=tls[1]).check_password(
                connection, name="somebody", password="right"
            )

        assert report.outcome is outcome

    def test_believes_no_answer_to_another_question(self, tls: Tls, directory: Directory) -> None:
        directory.answers_to = lambda number: number + 1

        with connected(directory, tls) as connection:
            report = LdapClient(allowed=HERE, tls=tls[1]).check_password(
                connection, name="somebody", password="right"
            )

        assert report.outcome is OutsideOutcome.UNAVAILABLE

    def test_says_nothing_to_who_cannot_prove_their_name(
        self, tls: Tls, directory: Directory
    ) -> None:
        with connected(directory, tls) as connection:
            report = LdapClient(allowed=HERE).check_password(
                connection, name="somebody", password="right"
            )

        assert report.outcome is OutsideOutcome.UNAVAILABLE
        assert directory.binds == []

    def test_does_not_knock_at_machines_of_ours(self, tls: Tls, directory: Directory) -> None:
        with connected(directory, tls) as connection:
            client = LdapClient(tls=tls[1])

            assert client.fault_of(connection) == "address"
            report = client.check_password(connection, name="somebody", password="right")
        assert report.outcome is OutsideOutcome.UNAVAILABLE
        assert directory.binds == []

    @pytest.mark.parametrize(
        "sent", [b"", b"\x30\x84\x7f\xff\xff\xff", b"\x30\x80", b"HTTP/1.1 400 no\r\n", b"\0" * 64]
    )
    def test_takes_nonsense_for_no_answer(self, tls: Tls, sent: bytes) -> None:
        def talk(line: ssl.SSLSocket) -> None:
            line.recv(1024)
            line.sendall(sent)

        with connected(talk, tls) as connection:
            report = LdapClient(allowed=HERE, tls=tls[1]).check_password(
                connection, name="somebody", password="right"
            )

        assert report.outcome is OutsideOutcome.UNAVAILABLE


def mailbox(*answers: bytes, heard: list[bytes] | None = None) -> Talk:
    """Return a mail server that greets and then answers so, line by line."""

    def talk(line: ssl.SSLSocket) -> None:
        line.sendall(b"* OK ready\r\n")
        for answer in answers:
            got = line.recv(4096)
            if heard is not None:
                heard.append(got)
            line.sendall(answer)

    return talk


class TestImap:
    def check(self, talk: Talk, tls: Tls, *, name: str = "Li.Mei@City.example") -> object:
        with serving(talk, tls=tls[0]) as address:
            connection = Connection(
                protocol=SourceProtocol.IMAP, address=address, base="city.example"
            )
            return ImapClient(allowed=HERE, tls=tls[1]).check_password(
                connection, name=name, password="p\r\na2 LOGOUT"
            )

    @pytest.mark.requirement("S15-8")
    def test_knows_whoever_opens_a_mailbox_under_its_one_name(self, tls: Tls) -> None:
        heard: list[bytes] = []

        report = self.check(mailbox(b"+ \r\n", b"a1 OK done\r\n", heard=heard), tls)

        assert getattr(report, "outcome", None) is OutsideOutcome.PROVEN
        assert getattr(report, "claims", None) == {"user": "li.mei@city.example"}
        # Nothing in a password ends the line.
        sent = base64.b64decode(heard[1].removesuffix(b"\r\n"), validate=True)
        assert sent == b"\0li.mei@city.example\0p\r\na2 LOGOUT"

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [
            (b"a1 NO [AUTHENTICATIONFAILED] no\r\n", OutsideOutcome.REFUSED),
            (b"a1 NO [UNAVAILABLE] later\r\n", OutsideOutcome.UNAVAILABLE),
            # What some servers say to credentials that they cannot even read.
            (b"a1 BAD what\r\n", OutsideOutcome.REFUSED),
            (b"* BYE\r\n", OutsideOutcome.UNAVAILABLE),
            (b"* OK a1 OK\r\n" * 60, OutsideOutcome.UNAVAILABLE),
            (b"x" * 400_000, OutsideOutcome.UNAVAILABLE),
        ],
    )
    def test_takes_a_no_for_one_and_trouble_for_silence(
        self, tls: Tls, answer: bytes, outcome: OutsideOutcome
    ) -> None:
        report = self.check(mailbox(b"+ \r\n", answer), tls)

        assert getattr(report, "outcome", None) is outcome

    def test_takes_trouble_before_the_credentials_for_silence(self, tls: Tls) -> None:
        report = self.check(mailbox(b"a1 BAD no such command\r\n", b"a1 OK\r\n"), tls)

        assert getattr(report, "outcome", None) is OutsideOutcome.UNAVAILABLE

    @pytest.mark.parametrize("name", ["li.mei+shop", "li.mei+shop@city.example", "Li.Mei+a+b"])
    def test_takes_a_tagged_address_for_the_mailbox_that_it_is(self, tls: Tls, name: str) -> None:
        heard: list[bytes] = []

        report = self.check(mailbox(b"+ \r\n", b"a1 OK done\r\n", heard=heard), tls, name=name)

        assert getattr(report, "claims", None) == {"user": "li.mei@city.example"}
        assert b"+shop" not in base64.b64decode(heard[1])

    @pytest.mark.parametrize("name", ["", "+tag", "mei@elsewhere.example", "a b", "@city.example"])
    def test_asks_about_mailboxes_of_the_domain_alone(self, tls: Tls, name: str) -> None:
        heard: list[bytes] = []

        report = self.check(mailbox(b"+ \r\n", b"a1 OK\r\n", heard=heard), tls, name=name)

        assert getattr(report, "outcome", None) is OutsideOutcome.REFUSED
        assert heard == []


def test_one_clock_ends_a_conversation_that_drips(tls: Tls) -> None:
    over = threading.Event()

    def drip(line: ssl.SSLSocket) -> None:
        for _ in range(60):
            if over.wait(0.05):
                return
            line.sendall(b"x")

    began = time.monotonic()
    with serving(drip, tls=tls[0]) as address:
        slow = TlsLine(address, allowed=HERE, tls=tls[1], total_seconds=0.2)
        with pytest.raises(SourceSilent), slow as line:
            line.read_line()
        over.set()

    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("ldap.example:636", True),
        ("10.0.0.1:636", False),
        ("localhost:636", False),
        ("[::1]:636", False),
        ("169.254.169.254:80", False),
        ("ldap.example", False),
        ("ldap.example:0", False),
        ("user@ldap.example:636", False),
        ("ldap.example:636/path", False),
    ],
)
def test_lines_lead_to_public_hosts_alone(*, address: str, may: bool) -> None:
    assert may_be_reached(address, allowed=()) is may
