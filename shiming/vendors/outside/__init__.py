"""Calls to addresses that others named (`kernel.outside`)."""
