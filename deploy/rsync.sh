#!/usr/bin/env bash
# Brings output/ to a host over SSH with rsync: only what changed, styles and pictures first, then pages,
# then the service worker, deletions last.
#
#   deploy/rsync.sh HOST:FOLDER          says what it would do
#   deploy/rsync.sh --go HOST:FOLDER     does it
#
# HOST is a name from ~/.ssh/config, or user@host. OUTPUT=folder and SSH_CONFIG=file where they are elsewhere.
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
target="${target%/}"
output="${OUTPUT:-output}"
remote_shell=ssh
if [ -n "${SSH_CONFIG:-}" ]; then remote_shell="ssh -F '$SSH_CONFIG'"; fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

copy() { # one pass; the lists hold plain names, one a line
    rsync --rsh="$remote_shell" --chmod=D755,F644 --times "$@"
}

# A file or folder that is not there is 23; anything else is trouble.
copy "$target/build.json" "$work/there.json" 2> "$work/said" || {
    code=$?
    if [ "$code" -ne 23 ]; then cat "$work/said" >&2; exit "$code"; fi
}
"${PYTHON:-python3}" deploy/plan.py "$output" "$work/there.json" "$work"
if [ "$go" = no ]; then
    sed 's/^/send    /' "$work"/send-?.txt
    sed 's/^/delete  /' "$work/gone.txt"
    echo "Nothing has been done yet. To do it: $0 --go $1"
    exit 0
fi
for list in send-1 send-2 send-3; do
    if [ -s "$work/$list.txt" ]; then
        copy --mkpath --checksum --delay-updates --files-from="$work/$list.txt" "$output/" "$target/"
    fi
done
if [ -s "$work/gone.txt" ]; then
    copy --recursive --omit-dir-times --delete --filter="merge $work/rsync.txt" "$output/" "$target/" 2> "$work/said" || {
        cat "$work/said" >&2
        exit 1
    }
fi
copy "$output/build.json" "$target/build.json"
echo "Done. To see that it arrived: python build.py verify https://your.address/"
