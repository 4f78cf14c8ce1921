"""`python -m microsite` is the same command as `python build.py`."""

import sys

from microsite.cli import main

sys.exit(main())
