"""Synthetic identity cards: people who cannot exist, drawn, photographed badly, and filmed."""
