"""Real web servers with the configuration that we publish, on a local port."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bootstrap.tools import APACHE, CADDY, NGINX, find, is_root

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
APACHE_MODULES = (
    (
        "mpm_event authz_core dir mime rewrite headers filter deflate"  # only the modules of a shared host
    ).split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """Folder of the site for a server, and its address for visitors."""

    root: Path
    """Folder to serve."""
    path: str
    """Path of the site in that folder: `/` or `/2027/`."""
    work: Path
    """Folder for files of the server."""


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def changed(recipe: str, changes: dict[str, str]) -> str:
    """Return a recipe with its marked lines changed. Each pattern matches exactly one line."""
    for pattern, replacement in changes.items():
        recipe, count = re.subn(
            pattern, replacement.replace("\\", r"\\"), recipe, flags=re.MULTILINE
        )
        assert count == 1, pattern
    return recipe


def nginx_command(place: Place, port: int) -> list[str]:
    """Configure nginx with deploy/nginx.conf as Debian includes it."""
    recipe = changed(
        (DEPLOY / "nginx.conf").read_text(encoding="utf-8"),
        {
            r"listen 80; # CHANGE": f"listen 127.0.0.1:{port}; #",
            r"server_name conference\.example; # CHANGE": "server_name localhost; #",
            r"root /var/www/conference; # CHANGE": f"root {place.root}; #",
            r"=404 /404\.html; # CHANGE": f"=404 {place.path}404.html; #",
        },
    )
    (place.work / "site.conf").write_text(recipe, encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {place.work}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = place.work / "nginx.conf"
    main.write_text(
        f"daemon off; pid {place.work}/pid; error_log {place.work}/errors warn; worker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary} include {place.work}/site.conf; }}\n",
        encoding="utf-8",
    )
    return [
        str(find(NGINX)),
        "-p",
        str(place.work),
        "-e",
        f"{place.work}/errors",
        "-c",
        str(main),
    ]


def apache_command(place: Place, port: int) -> list[str]:
    """Configure Apache with only the site's .htaccess."""
    modules = Path("/usr/lib/apache2/modules")
    directives = "".join(
        f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in APACHE_MODULES
    )
    main = place.work / "apache.conf"
    user = "User www-data\nGroup www-data\n" if is_root() else ""
    main.write_text(
        f"{directives}{user}ServerRoot {place.work}\nPidFile {place.work}/pid\nListen 127.0.0.1:{port}\n"
        f"ServerName localhost\nErrorLog {place.work}/errors\nTypesConfig /dev/null\nDocumentRoot {place.root}\n"
        f"<Directory {place.root}>\n  AllowOverride FileInfo\n  Require all granted\n</Directory>\n",
        encoding="utf-8",
    )
    return [str(find(APACHE)), "-X", "-d", str(place.work), "-f", str(main)]


def caddy_command(place: Place, port: int) -> list[str]:
    """Configure Caddy with deploy/Caddyfile, without HTTPS and remote control."""
    recipe = changed(
        (DEPLOY / "Caddyfile").read_text(encoding="utf-8"),
        {
            r"^conference\.example \{": f"http://127.0.0.1:{port} {{\nbind 127.0.0.1",
            r"root \* /var/www/conference": f"root * {place.root}",
            r"rewrite \* /404\.html": f"rewrite * {place.path}404.html",
        },
    )
    main = place.work / "Caddyfile"
    main.write_text(f"{{\nadmin off\nauto_https off\n}}\n{recipe}", encoding="utf-8")
    return [str(find(CADDY)), "run", "--config", str(main), "--adapter", "caddyfile"]


COMMANDS = {"nginx": nginx_command, "apache": apache_command, "caddy": caddy_command}


@contextmanager
def running(kind: str, place: Place) -> Iterator[int]:
    """Run the server during the block. Yield its port."""
    port = free_port()
    place.work.mkdir(exist_ok=True)  # a worker may start the same server again
    command = COMMANDS[kind](place, port)
    environment = {
        **os.environ,
        "HOME": str(place.work),
        "XDG_DATA_HOME": str(place.work),
        "XDG_CONFIG_HOME": str(place.work),
    }
    with (place.work / "output").open("w") as output:
        server = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        try:
            _wait_for(port, server, command, place.work)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(
    port: int, server: subprocess.Popen[bytes], command: list[str], work: Path
) -> None:
    """Wait until the server responds. Fail with its output."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    messages = "".join(
        file.read_text(encoding="utf-8", errors="replace")
        for file in (work / "output", work / "errors")
        if file.exists()
    )
    raise AssertionError(f"{command[0]} does not answer at {port}:\n{messages}")
