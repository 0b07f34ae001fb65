"""For whom passkeys are kept, and at which of our addresses they may be used (WebAuthn)."""

import ipaddress
import urllib.parse

from config.env import Env
from shiming.accounts.types import RelyingParty

MOST_LABELS = 5
"""So many names at least does a browser follow (WebAuthn level 3, section 5.11.1)."""
# Below these, everybody may have a name: no browser keeps keys for all of them together.
_SECOND_LEVEL_OF_CN = frozenset(
    """
    ac com edu gov mil net org
    ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz
    yn zj
    """.split()  # noqa: SIM905  forty names, a line each, would hide the rest of the file
)


def relying_party(env: Env) -> RelyingParty:
    """Return the one party of all our addresses: a key made at one is good at the others."""
    base = urllib.parse.urlsplit(env.base_url)
    port = f":{base.port}" if base.port else ""
    others = (
        f"{base.scheme}://{host}{port}"
        for host in (env.hosts if env.is_production else ())
        if host != base.hostname and not _is_address(host)
    )
    return RelyingParty(
        id=env.passkey_domain or base.hostname or "",
        origins=(env.base_url, *dict.fromkeys(others)),
        name="实名",
    )


def problems(env: Env) -> list[str]:
    """Return why browsers would not use passkeys at all of our addresses, one sentence each."""
    party = relying_party(env)
    host = urllib.parse.urlsplit(env.base_url).hostname or ""
    wanted = {
        "SHIMING_PASSKEY_DOMAIN must be the host of SHIMING_BASE_URL or a domain above it.": (
            host == party.id or host.endswith(f".{party.id}")
        ),
        "SHIMING_PASSKEY_DOMAIN must not be a domain below which anybody may have a name.": (
            party.id == host or bool(_registrable(party.id))
        ),
        "SHIMING_PASSKEY_DOMAIN must be one of our own hosts, for SHIMING_HOSTS has others that it"
        " must vouch for.": not party.related or party.id in env.allowed_hosts,
        f"SHIMING_HOSTS must not have more than {MOST_LABELS} different domains outside of"
        " SHIMING_PASSKEY_DOMAIN: passkeys would not work at all of them.": (
            len({_label(one) for one in party.related}) <= MOST_LABELS
        ),
    }
    return [sentence for sentence, holds in wanted.items() if not holds]


def _label(origin: str) -> str:
    return _registrable(urllib.parse.urlsplit(origin).hostname or "").partition(".")[0]


def _registrable(host: str) -> str:
    """Return the part of a host name that somebody registered; nothing if there is none."""
    labels = host.split(".")
    is_second_level = labels[-1] == "cn" and labels[-2:-1] and labels[-2] in _SECOND_LEVEL_OF_CN
    wanted = 3 if is_second_level else 2
    return ".".join(labels[-wanted:]) if len(labels) >= wanted else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
