"""The addresses that may be called when a stranger names them."""

import ipaddress

import pytest

from shiming.kernel.outside import FetchReason, fault_of, is_public, may_be_called

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address that must be refused
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]


class TestIsPublic:
    @pytest.mark.parametrize("address", PRIVATE)
    def test_knows_what_is_not(self, address: str) -> None:
        assert not is_public(ipaddress.ip_address(address))

    @pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
    def test_knows_what_is(self, address: str) -> None:
        assert is_public(ipaddress.ip_address(address))


class TestMayBeCalled:
    def test_takes_private_addresses_of_allowed_networks_only(self) -> None:
        allowed = [ipaddress.ip_network("10.1.0.0/16")]

        assert may_be_called(ipaddress.ip_address("10.1.2.3"), allowed=allowed)
        assert may_be_called(ipaddress.ip_address("::ffff:10.1.2.3"), allowed=allowed)
        assert not may_be_called(ipaddress.ip_address("10.2.0.1"), allowed=allowed)


class TestFaultOf:
    @pytest.mark.parametrize(
        "url",
        [
            "http://client.example/",
            "ftp://client.example/",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "gopher://client.example/",
            "//client.example/",
            "/path",
            "https:///path",
            "https://user@client.example/",
            "https://client.example/#x",
            "https://client.example/\r\nX: y",
            "https://client.example\\@evil.example/",
            "https://client.example:99999/",
            "https://сlient.example/",
            f"https://client.example/{'x' * 2000}",
        ],
    )
    def test_refuses_what_is_no_plain_https_address(self, url: str) -> None:
        assert fault_of(url, allowed=()) is FetchReason.ADDRESS_UNFIT

    @pytest.mark.parametrize(
        "url",
        [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "http://127.0.0.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://[::ffff:10.0.0.1]/",
        ],
    )
    def test_refuses_what_stands_for_a_private_address(self, url: str) -> None:
        assert fault_of(url, allowed=()) is FetchReason.ADDRESS_PRIVATE

    def test_takes_https_and_this_machine_where_it_is_allowed(self) -> None:
        loopback = [ipaddress.ip_network("127.0.0.0/8")]

        assert fault_of("https://client.example/logout?x=1", allowed=()) is None
        assert fault_of("http://127.0.0.1:8001/logout", allowed=loopback) is None
        assert fault_of("http://10.0.0.1/", allowed=[ipaddress.ip_network("10.0.0.0/8")]) is (
            FetchReason.ADDRESS_UNFIT
        )
