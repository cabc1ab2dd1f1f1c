#!/usr/bin/env bash
# Installs the Debian packages that Hexward needs and that are missing. Silent when there is none.
# usage: scripts/setup.sh [run|test]
set -euo pipefail

# libgdal-dev transforms coordinates, libsqlite3-dev is the store, pkg-config finds both,
# fonts-noto-cjk draws the labels.
packages=(libgdal-dev libsqlite3-dev pkg-config fonts-noto-cjk)
case "${1:-run}" in
    run) ;;
    # chromium opens the page; the gdal ones are clients that open the store and the exports; the last is the server of
    # the store that is a database. strace watches what the reader of foreign files opens; the virtual environment is for
    # clients of the API.
    test) packages+=(chromium gdal-bin python3-gdal postgresql-postgis python3-venv strace) ;;
    *)
        echo "usage: scripts/setup.sh [run|test]" >&2
        exit 2
        ;;
esac

if ! command -v dpkg-query >/dev/null; then
    echo "not a debian system: make sure that the equivalents of these are installed: ${packages[*]}" >&2
    exit 0
fi

# dpkg-query answers with an error for a package that it never heard of: that one is missing, too.
installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
    [[ $'\n'"$installed"$'\n' == *$'\n'"installed $package"$'\n'* ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
    if ! sudo --non-interactive true 2>/dev/null; then
        echo "missing packages: ${missing[*]}; installing them needs root, so run this line and start again:" >&2
        echo "sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo --non-interactive)
fi

refresh() {
    echo "refreshing the package lists"
    "${as_root[@]}" apt-get update --quiet=2
}

install_missing() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" >/dev/null
}

echo "installing ${missing[*]}"
# A fresh system has no lists; an old one may name versions that are gone.
if ! apt-cache show "${missing[@]}" >/dev/null 2>&1; then
    refresh
    install_missing
elif ! install_missing; then
    refresh
    install_missing
fi
echo "installed ${missing[*]}"
