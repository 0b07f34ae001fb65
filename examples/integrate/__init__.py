"""Samples of the integrator's guide (docs/how-to/integrate), each run in a test where it can."""
