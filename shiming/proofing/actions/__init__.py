"""The use cases of proofing: one module each."""
