#!/usr/bin/env bash
# Install the programs that tests meet as peers: Apache with two sign-on modules, nginx, a token in
# software, a JDK. Without them their tests skip and say so.
set -euo pipefail
wanted=()
command -v apache2 >/dev/null || [ -x /usr/sbin/apache2 ] || wanted+=(apache2)
[ -e /usr/lib/apache2/modules/mod_auth_openidc.so ] || wanted+=(libapache2-mod-auth-openidc)
[ -e /usr/lib/apache2/modules/mod_auth_cas.so ] || wanted+=(libapache2-mod-auth-cas)
[ -x /usr/sbin/nginx ] || wanted+=(nginx-light)
[ -e /usr/lib/softhsm/libsofthsm2.so ] || wanted+=(softhsm2)
command -v javac >/dev/null || wanted+=(default-jdk-headless)
[ ${#wanted[@]} -eq 0 ] && exit 0
echo "Installing ${wanted[*]} …"
as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo -n)
# Tests start their own; the packages' services must not take port 80 of this machine.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod +x "$policy"
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi
if ! { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null; }; then
  echo "################################################################" >&2
  echo "#  Peers cannot be had here: their tests will be skipped.      #" >&2
  echo "################################################################" >&2
fi
