"""Run one command and print its time and memory as JSON: `python -I -S stopwatch.py COMMAND ARGUMENTS`.

It is a program of its own, because the system adds the memory of the program that starts a command
to that of the command, and this one is small. It needs `wait4`: Linux, macOS or another Unix.
"""

import os
import sys
import time


def main(command: list[str]) -> None:
    """Run a command without its output. Its errors appear."""
    quiet = os.open(os.devnull, os.O_RDWR)
    files = [(os.POSIX_SPAWN_DUP2, quiet, 0), (os.POSIX_SPAWN_DUP2, quiet, 1)]
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - started
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    code = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    print(f'{{"code": {code}, "wall": {wall:.6f}, "cpu": {cpu:.6f}, "peak": {peak}}}')


if __name__ == "__main__":
    main(sys.argv[1:])
