"""What `make bench` measures: each module prints its figures beside the bounds of QUALITY.md."""
