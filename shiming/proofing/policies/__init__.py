"""Pure rules of proofing: levels, live checks, comparisons, forms, reviews. No query, no clock."""
