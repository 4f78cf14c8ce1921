"""Write a generated conference in the forms of some tools: `python -m bench.gen M FOLDER hugo
microsite`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from bench.conference import SIZES, make_conference
from bench.forms import FORMS, write_sources


def main(arguments: list[str]) -> int:
    """Write neutral.json, for other harnesses, and a folder for each tool named (all of them, if
    none is).
    """
    if len(arguments) < 2 or arguments[0] not in SIZES or not set(arguments[2:]) <= FORMS.keys():
        sys.stderr.write(f"python -m bench.gen {'|'.join(SIZES)} FOLDER [{'|'.join(FORMS)}] ...\n")
        return 2
    conference = make_conference(SIZES[arguments[0]])
    folder = Path(arguments[1])
    folder.mkdir(parents=True, exist_ok=True)
    neutral = json.dumps(asdict(conference), indent=1, ensure_ascii=False)
    (folder / "neutral.json").write_text(neutral, encoding="utf-8")
    for tool in arguments[2:] or FORMS:
        write_sources(tool, conference, folder / tool)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
