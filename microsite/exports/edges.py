"""What hosts of static sites read: Netlify, Cloudflare and GitLab Pages two text files, Azure one
of JSON.
"""

from __future__ import annotations

from collections.abc import Iterator

from microsite.exports.files import json_file, text_file
from microsite.render.artifacts import Artifact
from microsite.site.host_root import HostRoot
from microsite.site.hosting import (
    CONTENT_TYPES,
    FOREVER,
    HEADERS,
    OFTEN_UNKNOWN,
    OPEN_DATA,
    OPEN_HEADERS,
    REVALIDATED,
    Forwarding,
)

MOST_RULES = 1000
"""Redirects: GitLab Pages reads no file with more. The pages at the old addresses forward all the
same.
"""


def headers_file(root: HostRoot) -> Iterator[Artifact]:
    """`_headers`, for Netlify and Cloudflare. They revalidate by themselves; a name that two rules
    give is joined.
    """
    lines = _rule("/*", HEADERS)
    for folder in root.fingerprinted:
        lines += _rule(f"/{folder}*", {"Cache-Control": FOREVER})
    for ending in sorted({*OFTEN_UNKNOWN, *OPEN_DATA}):
        is_open = ending in OPEN_DATA
        lines += _rule(
            f"/*.{ending}",
            {"Content-Type": CONTENT_TYPES[ending]} | (OPEN_HEADERS if is_open else {}),
        )
    yield text_file("_headers", "\n".join(lines) + "\n")


def _rule(path: str, headers: dict[str, str]) -> list[str]:
    return [path, *(f"  {name}: {value}" for name, value in headers.items())]


def redirects_file(root: HostRoot) -> Iterator[Artifact]:
    """`_redirects`, for Netlify, Cloudflare and GitLab Pages; only where there are some."""
    rules = [
        f"{root.base}{old} {target(forwarding, root.base)} 301"
        for forwarding in root.forwardings
        for old in forwarding.old_forms
        if not old.endswith("/index.html")
    ]
    if rules:
        yield text_file("_redirects", "\n".join(rules[:MOST_RULES]) + "\n")


def target(forwarding: Forwarding, base: str) -> str:
    """Where a redirect leads, from the root of the host."""
    return forwarding.new if forwarding.leaves else f"{base}{forwarding.new}"


def azure_file(root: HostRoot) -> Iterator[Artifact]:
    """`staticwebapp.config.json`, for Azure Static Web Apps; the first route that fits counts.

    Of the forms of an old address only the shortest is listed: one that is listed twice is refused,
    and the page that stands at the others forwards as well.
    """
    base = root.base
    redirects = [
        {
            "route": f"{base}{forwarding.old_forms[0]}",
            "redirect": target(forwarding, base),
            "statusCode": 301,
        }
        for forwarding in root.forwardings
    ]
    yield json_file(
        "staticwebapp.config.json",
        {
            "globalHeaders": HEADERS | {"Cache-Control": REVALIDATED},
            "mimeTypes": {
                f".{ending}": CONTENT_TYPES[ending]
                for ending in sorted({*OFTEN_UNKNOWN, *OPEN_DATA})
            },
            "routes": [
                *redirects,
                *(
                    {"route": f"{base}{folder}*", "headers": {"Cache-Control": FOREVER}}
                    for folder in root.fingerprinted
                ),
                {"route": f"/*.{{{','.join(OPEN_DATA)}}}", "headers": OPEN_HEADERS},
            ],
            "responseOverrides": {"404": {"rewrite": root.not_found}},
            "trailingSlash": "auto",
        },
    )
