"""Fixtures of every test."""

pytest_plugins = ["tests.audit.append_only", "tests.pii_alarm"]
