#!/usr/bin/env bash
# Brings output/ to a host that knows nothing but SFTP: only what changed, styles and pictures first, then pages,
# deletions last. Each file arrives under another name and is renamed when it is whole.
#
#   deploy/sftp.sh HOST:FOLDER          says what it would do
#   deploy/sftp.sh --go HOST:FOLDER     does it
#
# HOST is a name from ~/.ssh/config, or user@host; the folder must be there. OUTPUT=folder and SSH_CONFIG=file where
# they are elsewhere. Log in by key: a password cannot be typed while a list is worked off.
# Deletes nothing but what an earlier deploy has put there: the build.json on the host says what that was.
set -euo pipefail
cd "$(dirname "$0")/.."

go=no
if [ "${1:-}" = --go ]; then go=yes; shift; fi
target="${1:-}"
if [ $# -ne 1 ] || ! [[ "$target" =~ ^[^:/[:space:]-][^:/[:space:]]*:.*[^/.~[:space:]]/?$ ]]; then
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
host="${target%%:*}"
folder="${target#*:}"
output="$(cd "${OUTPUT:-output}" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

options=(-o BatchMode=yes)
if [ -n "${SSH_CONFIG:-}" ]; then options+=(-F "$SSH_CONFIG"); fi
work_off() { # a list of commands, in the folder on the host
    { printf 'cd "%s"\n' "$folder"; cat "$1"; } > "$work/batch"
    (cd "$output" && sftp "${options[@]}" -b "$work/batch" "$host" > "$work/said" 2>&1) || {
        cat "$work/said" >&2
        echo "The host did not take everything. What was there before is still listed in its build.json: try again." >&2
        exit 1
    }
}

printf -- '-get build.json "%s"\n' "$work/there.json" > "$work/fetch.txt"
work_off "$work/fetch.txt"
"${PYTHON:-python3}" deploy/plan.py "$output" "$work/there.json" "$work"
if [ "$go" = no ]; then
    sed 's/^/send    /' "$work"/send-?.txt
    sed 's/^/delete  /' "$work/gone.txt"
    echo "Nothing has been done yet. To do it: $0 --go $1"
    exit 0
fi
work_off "$work/sftp-1.txt"
work_off "$work/sftp-2.txt"
printf 'put build.json build.json.microsite-new\nrename build.json.microsite-new build.json\n' > "$work/record.txt"
work_off "$work/record.txt"
echo "Done. To see that it arrived: python build.py verify https://your.address/"
