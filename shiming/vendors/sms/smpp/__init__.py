"""Texts over SMPP 3.4, as mobile networks and their resellers speak it; with a simulator."""
