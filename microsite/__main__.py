"""`python -m microsite` is the same command as `python build.py`."""

from microsite.cli import main_and_exit

main_and_exit()
