"""Shiming (实名): proving who people and companies are, and letting them act."""
