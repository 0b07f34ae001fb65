#!/usr/bin/env bash
# Install Debian's Chromium, a Chinese font and a library of the driver, where they are missing.
set -euo pipefail
wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
[ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || wanted+=(fontconfig fonts-noto-cjk)
# The node inside playwright wants it, and a minimal Debian lacks it.
[[ $(/sbin/ldconfig -p) == *libatomic.so.1* ]] || wanted+=(libatomic1)
# The same engine without windows: pages of single areas need no more. Where there is none, Chromium does.
shell=chromium-headless-shell
has_shell=$(command -v $shell || true)
[ ${#wanted[@]} -eq 0 ] && [ -n "$has_shell" ] && exit 0
as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo -n)
"${as_root[@]}" apt-get update -qq || true
[ -n "$has_shell" ] || [ -z "$(apt-cache show $shell 2>/dev/null || true)" ] || wanted+=($shell)
[ ${#wanted[@]} -eq 0 ] && exit 0
echo "Installing ${wanted[*]} …"
if ! "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null; then
  echo "!!! The browser tests will fail until you install this, as root:" >&2
  echo "!!!   apt-get update && apt-get install ${wanted[*]}" >&2
  exit 1
fi
