"""Outbox, templates, SMS and e-mail channels."""
