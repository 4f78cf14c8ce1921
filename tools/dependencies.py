"""List the packages that Microsite needs: in docs/dependencies.md, or as a bill of
materials.

`python tools/dependencies.py` writes the page; a test fails while it is out of date.
`python tools/dependencies.py --sbom` prints the locked versions as CycloneDX 1.5, for a
release. Both ask the packages that are installed.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from microsite import __version__

PAGE = ROOT / "docs" / "dependencies.md"
BEGIN, END = (
    "<!-- packages: written by tools/dependencies.py -->",
    "<!-- end of packages -->",
)
FOR = {
    "babel": "formats and catalogues of languages",
    "jinja2": "templates",
    "livereload": "the preview",
    "mammoth": "reading Word files",
    "markdown": "texts",
    "msgspec": "records and other data classes",
    "nh3": "cleaning HTML of what could do harm",
    "openpyxl": "spreadsheets",
    "pi-heif": "photos in Apple’s format HEIC",
    "pillow": "pictures and cards for sharing",
    "pypdf": "search for protected names in PDFs",
    "python-frontmatter": "settings at the top of texts",
    "pyyaml": "lists and settings",
    "rjsmin": "smaller scripts",
    "segno": "QR codes",
    "tornado": "the server of the preview and the editor",
    "tzdata": "time zones, where the system has none",
    "urllib3": "requests to the web",
    "watchdog": "seeing what is saved",
}
"""Purpose of each direct dependency."""
FROM_CLASSIFIERS = {
    "OSI Approved :: MIT License": "MIT",
    "OSI Approved :: BSD License": "BSD",
    "OSI Approved :: Apache Software License": "Apache-2.0",
}
AS_WRITTEN = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
}


def locked() -> dict[str, tuple[str, list[str]]]:
    """Version and hashes of each package that is locked for running, by name."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    entries = re.findall(
        r"^([a-z0-9.-]+)==([^ ;\\]+)((?:.|\n(?= ))*)", text, re.MULTILINE
    )
    return {
        name: (version, re.findall(r"sha256:([0-9a-f]{64})", rest))
        for name, version, rest in entries
    }


def licence(name: str) -> str:
    """The licence of an installed package, as SPDX calls it; “BSD” where it does not
    say which. Raises KeyError.
    """
    fields = metadata(name)
    if "License-Expression" in fields:
        return str(fields["License-Expression"])
    text = str(fields["License"]).strip() if "License" in fields else ""
    if text and "\n" not in text and len(text) < 40:
        return AS_WRITTEN.get(text, text)
    for classifier in fields.get_all("Classifier") or ():
        if classifier.startswith("License :: "):
            return FROM_CLASSIFIERS[classifier.removeprefix("License :: ")]
    raise KeyError(name)


def table() -> str:
    """The packages with their licences, those that we ask for first."""
    rows = ["| package | what for | licence |", "|---|---|---|"]
    for name in sorted(locked(), key=lambda name: (name not in FOR, name)):
        rows.append(
            f"| {name} | {FOR.get(name, 'comes with one of the above')} | {licence(name)} |"
        )
    return "\n".join(rows)


def with_table(page: str) -> str:
    """Return the page with its table replaced."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


def bill_of_materials() -> str:
    """The locked packages as CycloneDX 1.5."""
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": [
                {"license": {"name": licence(name)}}
                if licence(name) == "BSD"
                else {"expression": licence(name)}
            ],
        }
        for name, (version, _) in sorted(locked().items())
    ]
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "microsite",
                "version": __version__,
            }
        },
        "components": components,
    }
    return json.dumps(content, indent=1) + "\n"


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["--sbom"]:
            sys.stdout.write(bill_of_materials())
        else:
            PAGE.write_text(
                with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8"
            )
    except PackageNotFoundError as missing:
        sys.exit(f"{missing.name} is not installed here: run this in .venv.")
