"""Ways to write an address so that somebody takes it for another one."""

from collections.abc import Iterator


def mutations(address: str, *, is_prefix: bool = False) -> Iterator[str]:
    """
    Yield addresses that must not be taken for `address` (https, with a host and a path).

    With `is_prefix` those are left out that really lie below it.
    """
    rest = address.removeprefix("https://")
    host, _, path = rest.partition("/")
    evil = "evil.example"
    yield from (
        # Other places altogether.
        f"https://{evil}/",
        f"https://{evil}/{path}",
        f"https://{host}.{evil}/{path}",
        f"https://{evil}/?{address}",
        f"https://{evil}/{address}",
        f"https://{evil}#{host}/{path}",
        f"https://{evil}?{host}/{path}",
        f"https://{host}{evil}/{path}",
        f"https://x.{host}/{path}",
        f"https://x{host}/{path}",
        f"https://{host[1:]}/{path}",
        # User names, backslashes, and what parsers make of them.
        f"https://{host}@{evil}/{path}",
        f"https://{host}:443@{evil}/{path}",
        f"https://{host}%40{evil}/{path}",
        f"https://user@{host}/{path}",
        f"https://user:password@{host}/{path}",
        f"https://@{host}/{path}",
        f"https://{host}\\@{evil}/{path}",
        f"https://{host}\\.{evil}/{path}",
        f"https://{evil}\\{host}/{path}",
        f"https:\\\\{host}\\{path}",
        f"https:/{host}/{path}",
        f"https:{host}/{path}",
        f"https:///{host}/{path}",
        f"https://{host}&@{evil}/{path}",
        f"https://{host};{evil}/{path}",
        f"https://{host},{evil}/{path}",
        f"https://[{host}]/{path}",
        f"https://[::ffff:127.0.0.1]/{path}",
        # Schemes.
        f"http://{host}/{path}",
        f"HTTPS://{host}/{path}",
        f"ftp://{host}/{path}",
        f"//{host}/{path}",
        f"/{path}",
        f"{host}/{path}",
        f"javascript:alert(1)//{address}",
        f"JaVaScRiPt://{host}/%0aalert(1)",
        f"data:text/html,{address}",
        f"vbscript:msgbox(1)//{address}",
        f"view-source:{address}",
        f"blob:{address}",
        "about:blank",
        "file:///etc/passwd",
        # Ports and the case of the host.
        f"https://{host}:443/{path}",
        f"https://{host}:8443/{path}",
        f"https://{host}:0443/{path}",
        f"https://{host}:/{path}",
        f"https://{host.upper()}/{path}",
        f"https://{host}./{path}",
        f"https://{host}../{path}",
        # Characters that are cut away, or look like others.
        f" {address}",
        f"\t{address}",
        f"\n{address}",
        f"{address} ",
        f"{address}\t",
        f"{address}\r\nSet-Cookie: a=b",
        f"{address}\n",
        f"https://{host[0]}\t{host[1:]}/{path}",
        f"ht\ttps://{host}/{path}",
        f"https://{host.replace('e', 'е', 1)}/{path}",  # a Cyrillic letter
        f"https://{host.replace('.', '。', 1)}/{path}",
        f"https://{host.replace('.', '%2e', 1)}/{path}",
        f"https://xn--{host}/{path}",
        f"{address}\u200b",
        f"{address}\ufeff",
        # What the path is made to mean.
        f"https://{host}/../{path}",
        f"https://{host}/x/../../{path}",
        f"https://{host}/%2e%2e/{path}",
        f"https://{host}/%252e%252e/{path}",
        f"https://{host}//{path}",
        f"https://{host}/./{path}",
        f"https://{host}/%2f{path}",
        f"https://{host}/{path[:1].swapcase()}{path[1:]}",
        f"https://{host}/%{ord(path[0]):02x}{path[1:]}",
        f"{address}/..",
        f"{address}/../evil",
        f"{address}/%2e%2e/%2e%2e/evil",
        f"{address}/%252e%252e/evil",
        f"{address}/..%2fevil",
        f"{address}/..%5cevil",
        f"{address}\\..\\evil",
        f"{address}%00",
        f"{address}%0d%0aSet-Cookie:%20a=b",
        f"{address};x=y",
        f"{address}#",
        f"{address}#fragment",
        f"{address}#@{evil}/",
        f"{address}*",
        f"https://*.{host.partition('.')[2]}/{path}",
    )
    if not is_prefix:
        yield from (
            f"{address}/",
            f"{address}?",
            f"{address}?x=1",
            f"{address}/below",
            f"{address}.evil",
            f"{address}&x=1",
            f"{address}%20",
        )
