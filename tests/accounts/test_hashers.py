"""What a password costs whoever wants to guess it."""

from config import settings
from shiming.accounts.hashers import PasswordHasher


class TestPasswordHasher:
    def test_is_what_the_product_hashes_with(self) -> None:
        assert [
            f"{PasswordHasher.__module__}.{PasswordHasher.__qualname__}"
        ] == settings.PASSWORD_HASHERS

    def test_costs_what_owasp_recommends_first(self) -> None:
        encoded = PasswordHasher().encode("Kranich-4-Moorhuhn", "a salt of the test")

        assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
