#!/usr/bin/env bash
# Install Debian's Chromium and a Chinese font for the browser tests, where they are missing.
set -euo pipefail
wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
command -v fc-list >/dev/null && fc-list :lang=zh-cn | grep -q . || wanted+=(fontconfig fonts-noto-cjk)
[ ${#wanted[@]} -eq 0 ] && exit 0
as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo -n)
echo "Installing ${wanted[*]} …"
if ! { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null; }; then
  echo "!!! Could not install ${wanted[*]}: the browser tests will fail until you do (as root: apt-get install ${wanted[*]})." >&2
fi
