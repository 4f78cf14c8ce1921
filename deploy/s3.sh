#!/usr/bin/env bash
# Brings output/ to S3, R2, or any store that speaks S3, with rclone: only what changed, styles and pictures first,
# then pages, then the service worker, deletions last; each with its content type and its time in caches.
#
#   deploy/s3.sh REMOTE:BUCKET[/FOLDER]          says what it would do
#   deploy/s3.sh --go REMOTE:BUCKET[/FOLDER]     does it
#
# REMOTE is a name from `rclone config`; its settings can come from the environment instead (RCLONE_CONFIG_REMOTE_TYPE=s3
# and so on). OUTPUT=folder where the site is elsewhere.
# Deletes nothing but what an earlier deploy has put there: the build.json in the bucket says what that was.
set -euo pipefail
cd "$(dirname "$0")/.."

go=no
if [ "${1:-}" = --go ]; then go=yes; shift; fi
target="${1:-}"
if [ $# -ne 1 ] || ! [[ "$target" =~ ^[A-Za-z0-9_.-]+:[^/[:space:]][^[:space:]]*$ ]]; then
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
target="${target%/}"
output="${OUTPUT:-output}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# 3 and 4: there is no such folder or file.
rclone copyto "$target/build.json" "$work/there.json" 2> "$work/said" || {
    code=$?
    if [ "$code" -ne 3 ] && [ "$code" -ne 4 ]; then cat "$work/said" >&2; exit "$code"; fi
}
"${PYTHON:-python3}" deploy/plan.py "$output" "$work/there.json" "$work"
if [ "$go" = no ]; then
    sed 's/^/send    /' "$work"/send-?.txt
    sed 's/^/delete  /' "$work/gone.txt"
    echo "Nothing has been done yet. To do it: $0 --go $1"
    exit 0
fi
while IFS=$'\t' read -r list cache kind; do
    rclone copy --files-from-raw "$work/$list" --no-traverse --ignore-times --s3-no-check-bucket \
        --header-upload "Cache-Control: $cache" --header-upload "Content-Type: $kind" "$output" "$target"
done < "$work/objects.tsv"
if [ -s "$work/gone.txt" ]; then
    rclone delete --files-from-raw "$work/gone.txt" "$target"
fi
rclone copyto --ignore-times --s3-no-check-bucket --header-upload "Cache-Control: no-cache" \
    --header-upload "Content-Type: application/json" "$output/build.json" "$target/build.json"
echo "Done. To see that it arrived: python build.py verify https://your.address/"
