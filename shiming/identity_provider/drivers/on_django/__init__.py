"""The reference driver's answers, a file per subject of `protocol.store`."""
