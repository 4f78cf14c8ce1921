"""`data/redirects.yaml`: old addresses that still lead somewhere."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from microsite.model.fields import parse_line, parse_web_address
from microsite.model.moments import text_schema
from microsite.model.record import Record, field
from microsite.model.refusal import Refusal, reads
from microsite.model.rules import Before


def parse_old_address(given: str) -> str:
    """An address of this site as it was, from the root, without the slash in front:
    `speakers/j-smith/`, `agenda.html`.

    A last part without an ending is a folder, and ends in a slash.
    """
    path = given.removeprefix("/")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", given):
        raise Refusal(
            "R134", given=given, advice="Leave out the name of the site: write what comes after it."
        )
    if "?" in path or "#" in path:
        raise Refusal(
            "R134", given=given, advice="Leave out the question mark or the # and what follows it."
        )
    parts = path.removesuffix("/").split("/")
    if not path or any(part.strip(".") == "" for part in parts):
        raise Refusal(
            "R134",
            given=given,
            advice="Write it from the root of the site, such as speakers/j-smith/.",
        )
    if not re.fullmatch(r"[A-Za-z0-9._~/-]+", path):
        raise Refusal(
            "R134", given=given, advice="Only letters, digits, hyphens and dots can be forwarded."
        )
    return path if path.endswith("/") or "." in parts[-1] else f"{path}/"


def parse_new_address(given: str) -> str:
    """A link of the project, or a whole address on the web."""
    line = parse_line(given)
    return parse_web_address(line) if re.match(r"https?:", line, re.IGNORECASE) else line


class Redirect(Record):
    """An old address, and what is to be shown to those who still have it."""

    also_called: ClassVar[dict[str, str]] = {
        "old": "from",
        "address": "from",
        "new": "to",
        "url": "to",
    }

    old: Annotated[str, Before(reads(parse_old_address))] = field(
        key="from",
        description="The old address, from the root of the site; a folder or a file.",
        examples=["speakers/j-smith/"],
    )
    to: Annotated[str, Before(reads(parse_new_address)), text_schema()] = field(
        description="Where it leads now: a link as in texts, such as “speaker:jo-smith”, or a whole address.",
        examples=["speaker:jo-smith"],
    )
