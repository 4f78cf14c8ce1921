#!/bin/sh
# Double-click this on macOS: it shows the site and forms for its content in your browser. To stop it, close the window.
cd "$(dirname "$0")" || exit 1
for python in python3.14 python3.13 python3.12 python3.11 python3; do
    if command -v "$python" >/dev/null 2>&1 && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        exec "$python" build.py edit "$@"
    fi
done
echo "Microsite needs Python 3.11 or newer. Get it from python.org, install it, and double-click this again."
printf 'Press Return to close. '
read -r _
exit 2
