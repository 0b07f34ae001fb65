"""Lets a page of a trusted platform use the certificate keys of this computer."""
