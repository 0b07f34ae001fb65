"""Two USB keys, as SoftHSM2 tokens."""

from tests.softhsm_tokens import tokens as tokens  # noqa: PLC0414  pytest finds fixtures by name
