"""Command of Microsite: python build.py [COMMAND] [OPTIONS]. Without a command it
builds the site.

Needs Python 3.11 or newer. The first run creates `.venv` beside this file and installs
what Microsite needs. This file uses only syntax of old Pythons, even 2.7, so that they
can print a message.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - older ones get here
    sys.stderr.write(
        "Microsite needs Python 3.11 or newer, and this is Python %d.%d.%d (%s).\n"
        "If a newer one is installed, name it: python3.13 build.py\n"
        "If not, get one from python.org, or on Debian and Ubuntu type:\n"
        "apt install python3 python3-venv\n"
        % (tuple(sys.version_info[:3]) + (sys.executable,))
    )
    sys.exit(2)

if __name__ == "__main__" and __spec__ is not None:  # started with -m
    sys.stderr.write(
        "In this folder, python -m build runs the command that builds a site.\n"
        "To build the package, type: pyproject-build\n"
        "To build the site, type: python build.py\n"
    )
    sys.exit(2)

if __name__ == "__main__":
    import os

    HERE = os.path.dirname(os.path.realpath(__file__))
    if sys.path[0] != HERE:  # PYTHONSAFEPATH leaves it out
        sys.path.insert(0, HERE)
    from bootstrap import main

    sys.exit(main(sys.argv[1:]))
