"""`.htaccess`, for Apache, LiteSpeed and most shared hosting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.exports.files import text_file
from microsite.render.artifacts import Artifact
from microsite.site.host_root import HostRoot
from microsite.site.hosting import (
    COMPRESSED,
    CONTENT_TYPES,
    FINGERPRINTED,
    FOR_HOSTS,
    FOREVER,
    HEADERS,
    OPEN_DATA,
    OPEN_HEADERS,
    REVALIDATED,
    Forwarding,
)


def htaccess(root: HostRoot) -> Iterator[Artifact]:
    """Only what `AllowOverride FileInfo` permits, each part only where its module is: anything else
    is an error 500.
    """
    parts = (
        [f"ErrorDocument 404 {root.not_found}"],
        _inside("mod_mime.c", _types()),
        _inside("mod_rewrite.c", _rewrites(root.forwardings)),
        _inside("mod_headers.c", _headers()),
        _inside("mod_deflate.c", _compression()),
    )
    yield text_file(".htaccess", "\n\n".join("\n".join(lines) for lines in parts) + "\n")


def _inside(module: str, lines: list[str]) -> list[str]:
    return [f"<IfModule {module}>", *(f"  {line}" for line in lines), "</IfModule>"]


def _types() -> list[str]:
    """AddType alone would lose against an AddCharset of the server's, so the charset is given
    apart.
    """
    utf8 = [ending for ending, kind in CONTENT_TYPES.items() if "charset" in kind]
    types = [
        f"AddType {kind.partition(';')[0]} .{ending}" for ending, kind in CONTENT_TYPES.items()
    ]
    return [*types, f"AddCharset utf-8 {' '.join(f'.{ending}' for ending in utf8)}"]


def _rewrites(old: tuple[Forwarding, ...]) -> list[str]:
    """BASE is the path of this folder, found out by what a rule sees of the address and what it
    does not.
    """
    hidden = "|".join(re.escape(name) for name in FOR_HOSTS)
    lines = [
        "RewriteEngine On",
        "RewriteCond %{REQUEST_URI}::$1 ^(.*?/)(.*)::\\2$",
        "RewriteRule ^(.*)$ - [E=BASE:%1]",
    ]
    for forwarding in old:
        folder = re.escape(forwarding.old.removesuffix("/"))
        pattern = (
            f"^{folder}(?:/(?:index\\.html)?)?$" if forwarding.old.endswith("/") else f"^{folder}$"
        )
        new = re.sub(r'[%$"\\]', r"\\\g<0>", forwarding.new)
        base = "" if forwarding.leaves else "%{ENV:BASE}"
        lines.append(f'RewriteRule {pattern} "{base}{new}" [R=301,L,NE]')
    return [
        *lines,
        f"RewriteRule ^(?:{hidden})$ - [R=404,L]",
        "RewriteCond %{REQUEST_FILENAME} -d",
        "RewriteCond %{REQUEST_FILENAME}/index.html !-f",
        "RewriteRule ^ - [R=404,L]",
    ]


def _headers() -> list[str]:
    """`always` also goes with errors; what is kept for ever goes only with what was found."""
    return [
        *(f'Header always set {name} "{value}"' for name, value in HEADERS.items()),
        f'Header set Cache-Control "{REVALIDATED}"',
        f'<If "%{{REQUEST_URI}} =~ m#/{FINGERPRINTED}#">',
        f'  Header set Cache-Control "{FOREVER}"',
        "</If>",
        f'<FilesMatch "\\.(?:{"|".join(OPEN_DATA)})$">',
        *(f'  Header always set {name} "{value}"' for name, value in OPEN_HEADERS.items()),
        "</FilesMatch>",
        "# mod_deflate marks the ETags of what it compresses, and would not know them again.",
        'RequestHeader edit* If-None-Match "-gzip\\"" "\\""',
    ]


def _compression() -> list[str]:
    kinds = dict.fromkeys(CONTENT_TYPES[ending].partition(";")[0] for ending in COMPRESSED)
    return [f"AddOutputFilterByType DEFLATE {' '.join(kinds)}"]
