"""The hot path's answers, a file per subject of `protocol.store`, each with its statements."""
