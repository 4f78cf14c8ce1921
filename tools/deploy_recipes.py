"""Write the recipes for nginx and Caddy into deploy/ from `microsite/site/hosting.py`,
which is the one definition.

Run it after a change there: `python tools/deploy_recipes.py`. A test fails while the
recipes are out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from microsite.site.hosting import (
    CACHE_IMMUTABLE,
    CACHE_REVALIDATE,
    COMPRESSIBLE_TYPES,
    CONTENT_TYPES,
    FINGERPRINTED,
    FOR_HOSTS,
    FRAME_HEADERS,
    FRAMED,
    HEADERS,
    OPEN_DATA,
    OPEN_HEADERS,
)

STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
"""Only a recommendation: it binds the whole domain for two years and cannot be revoked.
"""
WITHOUT_CHARSET = {
    ending: kind.partition(";")[0] for ending, kind in CONTENT_TYPES.items()
}
HIDDEN = "|".join(re.escape(name) for name in FOR_HOSTS if not name.startswith("."))
OPEN = "|".join(OPEN_DATA)
SMALLEST = 256
"""Bytes; what is smaller gains nothing by being compressed."""


def nginx() -> str:
    """Return deploy/nginx.conf."""
    return f"""\
# nginx, 1.18 or newer. Copy this file to /etc/nginx/conf.d/, change the lines marked CHANGE, then:
#   nginx -t && systemctl reload nginx
# Made by tools/deploy_recipes.py. docs/hosting.md says more.

map "$status$uri" $microsite_cache {{
    default "{CACHE_REVALIDATE}";
    "~^(?:200|206|304).*/{FINGERPRINTED}" "{CACHE_IMMUTABLE}";
}}

map $uri $microsite_open {{
    "~\\.(?:{OPEN})$" "{OPEN_HEADERS["Access-Control-Allow-Origin"]}";
}}

# Pages that other sites may show in frames have other headers.
{_maps()}

server {{
    listen 80; # CHANGE if it is not 80; with HTTPS, certbot --nginx does it for you
    server_name conference.example; # CHANGE to your domain
    root /var/www/conference; # CHANGE to the folder into which you copied output/
    error_page 403 404 =404 /404.html; # CHANGE where the site is in a folder below: /2027/404.html

    index index.html;
    absolute_redirect off;
    server_tokens off;

    default_type application/octet-stream;
    charset utf-8;
    charset_types {_row(kind.partition(";")[0] for kind in CONTENT_TYPES.values() if "charset" in kind)};
    types {{
{_lines(8, nginx_types())}
    }}

    gzip on;
    gzip_vary on;
    gzip_proxied any;
    gzip_min_length {SMALLEST};
    gzip_types {_row(WITHOUT_CHARSET[ending] for ending in COMPRESSIBLE_TYPES)};

{_lines(4, (f"add_header {name} {_nginx_value(name, value)} always;" for name, value in HEADERS.items()))}
    add_header Access-Control-Allow-Origin $microsite_open always;
    add_header Cache-Control $microsite_cache always;
    # Once the whole domain answers to HTTPS only, for ever:
    # add_header Strict-Transport-Security "{STRICT_TRANSPORT}" always;

    # Meant for other hosts, or hidden.
    location ~ "/(?:{HIDDEN})$" {{
        return 404;
    }}
    location ~ "/\\.(?!well-known/)" {{
        return 404;
    }}
}}
"""


def _variable(name: str) -> str:
    return f"$microsite_{name.lower().replace('-', '_')}"


def _nginx_value(name: str, value: str) -> str:
    return _variable(name) if name in FRAME_HEADERS else f'"{value}"'


def _maps() -> str:
    """The maps of headers that frames change. nginx sends no header without a value."""
    return "\n".join(
        f'map $uri {_variable(name)} {{\n    default "{HEADERS[name]}";\n    "~/{FRAMED}" "{value}";\n}}'
        for name, value in FRAME_HEADERS.items()
    )


def nginx_types() -> Iterator[str]:
    """Each content type with its endings."""
    endings: dict[str, list[str]] = {}
    for ending, kind in WITHOUT_CHARSET.items():
        endings.setdefault(kind, []).append(ending)
    for kind, names in endings.items():
        yield f"{kind} {' '.join(names)};"


def _row(words: Iterator[str]) -> str:
    return " ".join(word for word in dict.fromkeys(words) if word != "text/html")


def _lines(indent: int, lines: Iterator[str]) -> str:
    return "\n".join(" " * indent + line for line in lines)


def _tabbed(indent: int, lines: Iterator[str]) -> str:
    return "\n".join("\t" * indent + line for line in lines)


def caddy() -> str:
    """Return deploy/Caddyfile."""
    return f"""\
# Caddy, 2.6 or newer. Copy this file to /etc/caddy/Caddyfile, change the lines marked CHANGE, then:
#   systemctl reload caddy
# HTTPS comes by itself. Made by tools/deploy_recipes.py. docs/hosting.md says more.

# CHANGE to your domain
conference.example {{
	# CHANGE to the folder into which you copied output/
	root * /var/www/conference

	encode {{
		zstd
		gzip
		minimum_length {SMALLEST}
		match {{
{_tabbed(3, (f"header Content-Type {kind}*" for kind in dict.fromkeys(WITHOUT_CHARSET[suffix] for suffix in COMPRESSIBLE_TYPES)))}
		}}
	}}

	header {{
{_tabbed(2, (f'{name} "{value}"' for name, value in HEADERS.items() if name not in FRAME_HEADERS))}
		# Once the whole domain answers to HTTPS only, for ever:
		# Strict-Transport-Security "{STRICT_TRANSPORT}"
	}}
	@framed path */{FRAMED}*
	header @framed {{
{_tabbed(2, (f'{name} "{value}"' for name, value in FRAME_HEADERS.items() if value))}
	}}
	@unframed not path */{FRAMED}*
	header @unframed {{
{_tabbed(2, (f'{name} "{HEADERS[name]}"' for name in FRAME_HEADERS))}
	}}
	header -Server
	@forever path */{FINGERPRINTED}*
	header @forever Cache-Control "{CACHE_IMMUTABLE}"
	@fresh not path */{FINGERPRINTED}*
	header @fresh Cache-Control "{CACHE_REVALIDATE}"
	@open path {" ".join(f"*.{ending}" for ending in OPEN_DATA)}
	header @open Access-Control-Allow-Origin "{OPEN_HEADERS["Access-Control-Allow-Origin"]}"

	map {{path}} {{content_type}} {{
{_tabbed(2, caddy_types())}
	}}
	@typed path {" ".join(f"*.{ending}" for ending in CONTENT_TYPES)}
	header @typed Content-Type {{content_type}}

	# Meant for other hosts, or hidden.
	@hidden {{
		path_regexp "/(?:(?:{HIDDEN})$|\\.)"
		not path */.well-known/*
	}}
	error @hidden 404

	file_server

	handle_errors {{
		header -Server
		header Cache-Control "{CACHE_REVALIDATE}"
		header Content-Type "{CONTENT_TYPES["html"]}"
		# CHANGE where the site is in a folder below: /2027/404.html
		rewrite * /404.html
		file_server
	}}
}}
"""


def caddy_types() -> Iterator[str]:
    """Each ending, as the end of a path, with its content type."""
    for ending, kind in CONTENT_TYPES.items():
        yield f'~\\.{ending}$ "{kind}"'


RECIPES = {"nginx.conf": nginx, "Caddyfile": caddy}

if __name__ == "__main__":
    for name, recipe in RECIPES.items():
        (ROOT / "deploy" / name).write_text(recipe(), encoding="utf-8")
