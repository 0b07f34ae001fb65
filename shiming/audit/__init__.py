"""
Append-only records in the caller's transaction, sealed in batches into a hash chain.

Glossary: a *record* says who did what, as whom, to what, when and from where; a *seal* closes the
records that no seal closed before, and links them to the seal before it; the *head* is the newest
seal. Writing a record takes no lock beyond its insert: the chain belongs to the sealer alone.

The area refuses to know what its subjects are: it stores their ids, and outlives them.
"""
