"""Adapters and simulators behind the ports; known to `config` alone."""
