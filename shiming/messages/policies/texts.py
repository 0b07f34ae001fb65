"""What may stand in a text that leaves the platform (K3)."""

import re
from collections.abc import Collection

from shiming.kernel import tripwire
from shiming.kernel.errors import DomainError
from shiming.messages import errors

# «密码：abc123», «初始密码为 123456», «password: x»; not «修改密码。» nor «密码错误».
_SECRET = re.compile(
    r"(?:密码|口令|(?<![a-z])(?:password|passwd|pwd|pin code)(?![a-z]))"
    r"\s*(?:[:：=]|是|为|is(?![a-z]))\s*[\"“'「]?\s*[{0-9A-Za-z]",
    re.IGNORECASE,
)
_SECRET_VARIABLE = re.compile(r"\{\w*(?:password|passwd|pwd|secret)\w*\}", re.IGNORECASE)
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
# A scheme or «www.» makes anything a link; else the ending decides, as it does for the programs
# on mobiles that make links of texts. «Chrome 120.0» and «v2.1» are none.
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|//)[^\s，。；、）》]*"
    rf"|(?<![a-z0-9@.-])(?:www\.[a-z0-9.-]+|{_HOST}(?:com|cn|net|org|gov|edu|info|biz|top|xyz|vip|"
    r"shop|site|online|club|link|ltd|cc|tv|me|io|ink|wang|co|im|icu|work|app|dev|hk|tw|mo|ru|tk))"
    r"(?![a-z0-9-])(?:[:/][^\s，。；、）》]*)?",
    re.IGNORECASE,
)
_HOST_OF_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://)?([^/:?#\\]+)", re.IGNORECASE)


def refusal_of_text(*, text: str, template: str, own_hosts: Collection[str]) -> DomainError | None:
    """Return why a text must not leave the platform, or None if it may."""
    if tripwire.find_unmasked(text):
        return errors.MessageHoldsIdentity(template=template)
    if _SECRET.search(text) or _SECRET_VARIABLE.search(text):
        return errors.MessageHoldsSecret(template=template)
    if any(not _is_own(link[0], own_hosts) for link in _LINK.finditer(text)):
        return errors.MessageHoldsForeignLink(template=template)
    return None


def _is_own(link: str, own_hosts: Collection[str]) -> bool:
    found = _HOST_OF_LINK.match(link)
    # «https://own.example@evil.example»: what stands before the sign is no host.
    return found is not None and found[1].lower() in own_hosts
