"""Where a scanned code may lead: to the platform itself, never elsewhere (S31-1)."""

from urllib.parse import urlsplit


def path_of(text: str, *, host: str) -> str | None:
    """
    Return the path and query that `text` addresses on this platform; None if it leads elsewhere.

    `host` is the one that the person's own browser has open, with its port. Only the path is
    followed, so that no other host, scheme or user information in the text can matter.
    """
    try:
        address = urlsplit(text.strip())
    except ValueError:
        return None
    is_ours = address.scheme in {"https", "http"} and address.netloc.lower() == host.lower()
    # A browser reads a second slash, or a backslash, as the beginning of another host.
    is_plain = address.path.startswith("/") and not address.path.startswith("//")
    if not is_ours or not is_plain or "\\" in address.path or not address.path.isprintable():
        return None
    return f"{address.path}?{address.query}" if address.query else address.path
