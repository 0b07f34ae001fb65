"""Parts of addresses that are words of ours."""

from shiming.identity_provider.types import ClientEnvironment


class EnvironmentConverter:
    """`sandbox` or `production`; anything else is no address."""

    regex = "|".join(one.value for one in ClientEnvironment)

    def to_python(self, value: str) -> str:
        """Return the word."""
        return value

    def to_url(self, value: str) -> str:
        """Return the word."""
        return value
