"""The checks of the CAS endpoints, one a file."""
