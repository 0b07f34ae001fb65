"""Authorization requests that clients push before they send the person (RFC 9126)."""
