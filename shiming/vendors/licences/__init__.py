"""Wallets of electronic licences."""
