"""
Encrypted fields and files, blind indexes, key rotation, retention and shredding.

Glossary: a *master key* is given by the environment and wraps *data keys*; a data key of kind
`field` encrypts, one of kind `index` makes blind indexes; a *purpose* names a column or a kind of
file, has keys of its own and is authenticated, so that no ciphertext can be moved elsewhere; to
*shred* is to destroy the key of one file.

The area refuses to know what it keeps: it sees bytes, texts and purposes.
"""
