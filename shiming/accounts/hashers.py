"""Argon2id with the cost that LIBRARIES.md chose: Django's own default costs ten times that."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane (OWASP's first recommendation)."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
