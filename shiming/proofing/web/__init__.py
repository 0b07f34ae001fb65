"""The pages of proofing and of the review queue."""
