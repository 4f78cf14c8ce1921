"""The style of the one file that holds the whole event.

It stands in the file itself, so that the file can be carried away. It is the same for every event,
so that its digest is known to the policy of every host. The event's own colours are in the file's
drawing, which needs no style.
"""

from __future__ import annotations

import hashlib
from binascii import b2a_base64

STYLE = """\
:root{color-scheme:light dark;--rule:color-mix(in srgb,CanvasText 30%,Canvas)}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:0 1rem 4rem;font:400 1.0625rem/1.55 Georgia,serif;overflow-wrap:break-word}
header,nav,h1,h2,h3,h4,h5,h6,.key,dt{font-family:system-ui,"Liberation Sans",sans-serif}
h1,h2,h3,h4,h5,h6{line-height:1.15;margin:0;text-wrap:balance}
h1{font-size:clamp(2rem,8vw,3.5rem);letter-spacing:-.02em}
h2{font-size:2rem;margin-top:4rem;padding-top:.75rem;border-top:4px solid}
h3{font-size:1.5rem;margin-top:2.5rem}
h4{font-size:1.25rem;margin-top:2rem}
h5,h6{font-size:1.0625rem;margin-top:1.25rem}
p,ul,ol,dl{margin:.5rem 0}
a{color:inherit}
a:focus-visible{outline:3px solid;outline-offset:3px}
main a:focus-visible{background:CanvasText;color:Canvas}
.skip{position:absolute;inset-inline-start:-99rem}
.skip:focus{position:static;display:inline-block;padding:.65rem 0}
header svg{display:block;width:100%;height:6rem;margin-bottom:1.5rem}
nav ul{display:flex;flex-wrap:wrap;gap:0 1.5rem;padding:0;list-style:none}
nav a,.tap a{display:inline-block;padding:.65rem 0;min-width:2.75rem}
article{padding:.75rem 0;border-top:1px solid var(--rule)}
article :is(h3,h4){font-size:1.25rem;margin:0}
.key{font-size:.9375rem;margin:.2rem 0}
.key a{padding:.25rem 0}
.note{padding-inline-start:1rem;border-inline-start:4px solid}
dt{font-weight:600;margin-top:.75rem}
dd{margin:0}
:target{outline:3px solid;outline-offset:.5rem}
table{border-collapse:collapse}
th,td{text-align:start;vertical-align:top;padding:.35rem 1rem .35rem 0;border-top:1px solid var(--rule)}
@media print{@page{margin:15mm}html{font-size:9.5pt}body{max-width:none;padding:0;font-size:1rem;line-height:1.35}
nav,.tap{display:none}
p,li{orphans:3;widows:3}
h2,h3,h4{break-after:avoid}a[href^=http]::after{content:" (" attr(href) ")";word-break:break-all}}
"""

STYLE_SOURCE = (
    f"'sha256-{b2a_base64(hashlib.sha256(STYLE.encode()).digest(), newline=False).decode()}'"
)
"""The same as a source that a Content-Security-Policy allows."""
