"""`verify`: comparison of a live site or a folder with the build."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from microsite.apps.publish import online
from microsite.cli import main
from microsite.output.build_json import BUILD_JSON, digest_of_bytes, write_build_json
from tests.serving import QuietHandler, serving

FILES = {
    "index.html": "<h1>Home</h1>",
    "programme/index.html": "<h1>Programme</h1>",
    "old/index.html": '<meta http-equiv="refresh" content="0; url=../programme/index.html">',
    "assets/css/site.11111111.css": "body {}",
    "assets/images/é.22222222.png": "picture",
    ".htaccess": "rules",
}


def built_site(folder: Path, files: dict[str, str] = FILES, **stamp: str) -> Path:
    """Build a site."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    digests = {path: digest_of_bytes(text.encode()) for path, text in files.items()}
    (folder / BUILD_JSON).write_bytes(
        write_build_json({"engine": "1", "as_of": "2027-01-15", **stamp}, digests)
    )
    return folder


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return the built site."""
    return built_site(tmp_path / "output", commit="0123456789abcdef")


@pytest.fixture
def host_site(output: Path, tmp_path: Path) -> Path:
    """Return the site on the host, an exact copy of the build."""
    return shutil.copytree(output, tmp_path / "there")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between attempts."""
    monkeypatch.setattr("time.sleep", lambda _: None)


def test_verify_accepts_same_site(
    output: Path, host_site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(host_site) as address:
        assert main(["verify", address, "--built", str(output)]) == 0
    assert capsys.readouterr().err == (
        "The site matches the build (as of 2027-01-15, Microsite 1, commit 0123456789ab): 6 files compared.\n"
        "Any site can show index.html in a frame: the host does not send the headers of the build. See docs/hosting.md.\n"
    )


@pytest.mark.parametrize(
    ("of_pages", "of_embeds", "wrong"),
    [
        ({"X-Frame-Options": "DENY"}, {}, ""),
        ({"Content-Security-Policy": "frame-ancestors 'none'"}, {}, ""),
        (
            {"X-Frame-Options": "DENY"},
            {"X-Frame-Options": "DENY"},
            "No site can show embed/",
        ),
        ({}, {}, "Any site can show index.html"),
    ],
)
def test_verify_reports_wrong_headers_for_frames(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    of_pages: dict[str, str],
    of_embeds: dict[str, str],
    wrong: str,
) -> None:
    folder = built_site(
        tmp_path / "output", {**FILES, "embed/programme/index.html": "<h1>Frame</h1>"}
    )

    class Handler(QuietHandler):
        def end_headers(self) -> None:
            for header in (of_embeds if "/embed/" in self.path else of_pages).items():
                self.send_header(*header)
            super().end_headers()

    with serving(folder, Handler) as address:
        assert main(["verify", address, "--built", str(folder)]) == 0
    message = capsys.readouterr().err
    assert wrong in message
    assert ("in a frame" in message) is bool(wrong)


def test_verify_accepts_hidden_host_files(
    output: Path, host_site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (host_site / ".htaccess").unlink()
    with serving(host_site) as address:
        assert main(["verify", f"{address}/", "--built", str(output)]) == 0
    assert (
        "Not compared: 1 settings file that the host does not publish."
        in capsys.readouterr().err
    )


def test_verify_lists_wrong_files(
    output: Path, host_site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (host_site / "assets/css/site.11111111.css").unlink()
    (host_site / "index.html").write_text(
        "<h1>Home</h1><script>alert(1)</script>", encoding="utf-8"
    )
    with serving(host_site) as address:
        assert main(["verify", address, "--built", str(output)]) == 1
    assert capsys.readouterr().err == (
        "2 of 6 files differ from the build:\n"
        "  missing   assets/css/site.11111111.css\n"
        "  differs   index.html\n"
        "Deploy again. The last deployment seems to be incomplete.\n"
    )


def test_verify_reports_host_that_changes_pages(
    output: Path, host_site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (host_site / "index.html").write_text(
        "<h1>Home</h1><script>alert(1)</script>", encoding="utf-8"
    )
    with serving(host_site) as address:
        assert main(["verify", address, "--built", str(output)]) == 1
    assert "the host may be changing them" in capsys.readouterr().err


def test_verify_reports_other_build_with_one_request(
    output: Path, host_site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        path: text for path, text in FILES.items() if path != "programme/index.html"
    }
    shutil.rmtree(host_site)
    built_site(
        host_site,
        files | {"index.html": "older", "news/index.html": "news"},
        as_of="2026-12-01",
    )
    with serving(host_site) as address:
        assert main(["verify", address, "--built", str(output)]) == 1
        message = capsys.readouterr().err
        assert main(["verify", address, "--itself"]) == 0
    assert message == (
        "Another build is published: 3 of 7 files differ.\n"
        "  built here: as of 2027-01-15, Microsite 1, commit 0123456789ab\n"
        "  published:  as of 2026-12-01, Microsite 1\n"
        "  differs     index.html\n"
        "  only there  news/index.html\n"
        "  only here   programme/index.html\n"
    )


def test_verify_compares_folder(
    host_site: Path, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(host_site)]) == 0
    assert main(["verify", str(host_site), "--built", str(output)]) == 0
    capsys.readouterr()
    (host_site / "notes.txt").write_text("by hand", encoding="utf-8")
    assert main(["verify", str(host_site)]) == 1
    assert "  extra     notes.txt\n" in capsys.readouterr().err


def test_verify_reports_host_that_redirects_everything(
    output: Path, host_site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A redirect to a login page, for example, is not the site, even with status 200."""

    class Wall(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802
            if self.path == "/login":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"Who are you?")
            else:
                self.send_response(302)
                self.send_header("Location", "/login")
                self.end_headers()

    files = {"index.html": "sha256-1", "old/index.html": "sha256-2"}
    with serving(host_site, Wall) as address, online.SiteClient(address) as site:
        states = online.verify_online(site, files, {"old/index.html"}, print)
    assert states == {
        "index.html": online.State.DIFFERS,
        "old/index.html": online.State.FORWARDED,
    }


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (
            "http://127.0.0.1:1/",
            "127.0.0.1:1 does not answer: its server refused the connection.",
        ),
        (
            "nowhere",
            "There is no folder “nowhere”. A web address starts with https://.",
        ),
        ("ftp://a.example/", "Start it with https://."),
    ],
)
def test_verify_reports_unreachable_host(
    place: str, words: str, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", place, "--built", str(output)]) == 2
    assert words in capsys.readouterr().err


def test_verify_needs_build_json(
    tmp_path: Path, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    with serving(tmp_path / "empty") as address:
        assert main(["verify", address, "--built", str(output)]) == 2
        assert "has no build.json from Microsite" in capsys.readouterr().err
        assert main(["verify", str(tmp_path / "empty")]) == 2
        assert "has no build.json from Microsite" in capsys.readouterr().err
    with serving(output) as address:
        assert main(["verify", address, "--built", str(tmp_path / "empty")]) == 2
        assert (
            "Build the site, or name one with --built FOLDER."
            in capsys.readouterr().err
        )
    assert main(["verify"]) == 2


def test_verify_repeats_request_to_busy_host(
    host_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests are repeated a few times, after the pause that the host asks for."""
    pauses: list[float] = []
    statuses = [429, 503, 200]

    class Busy(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802
            status = statuses.pop(0)
            self.send_response(status)
            self.send_header(
                "Retry-After" if status == 429 else "Content-Type", "86400"
            )
            self.end_headers()

    monkeypatch.setattr("time.sleep", pauses.append)
    with serving(host_site, Busy) as address, online.SiteClient(address) as site:
        assert site.get("index.html").status == 200
    assert pauses == [30, 1]


def test_build_json_names_commit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--commit", "main"]) == 2
    assert "“main” is not the name of a commit" in capsys.readouterr().err
