"""The conference in the format of each tool, as its users would write it. peers/ has the rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.conference import Conference, Session, Speaker, TextPage
from bench.own_form import lean, microsite
from bench.portraits import portrait

PEERS = Path(__file__).parent / "peers"
STYLESHEETS = {
    "hugo": "static/static/site.css",
    "eleventy": "src/static/site.css",
    "pelican": "theme/static/site.css",
    "mkdocs": "docs/static/site.css",
}
"""Path of the shared stylesheet by tool."""
PORTRAITS = {
    "microsite": "assets/images/people",
    "lean": "assets/images/people",
    "hugo": "assets/people",
    "eleventy": "people",
}
"""Folder of photographs for tools that resize them. Others have none."""
Fields = Mapping[str, Any]


def write_sources(tool: str, conference: Conference, folder: Path) -> None:
    """Replace a folder by the sources of a site for a tool."""
    shutil.rmtree(folder, ignore_errors=True)
    skeleton = PEERS / tool
    if skeleton.is_dir():
        shutil.copytree(skeleton, folder)
        _write(
            folder / STYLESHEETS[tool], (PEERS / "site.css").read_text(encoding="utf-8")
        )
    FORMS[tool](conference, folder)
    if conference.portraits and tool in PORTRAITS:
        _write_portraits(conference, folder / PORTRAITS[tool])


def _write_portraits(conference: Conference, folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, speaker in enumerate(conference.speakers):
        (folder / f"{speaker.id}.jpg").write_bytes(portrait(number))


def hugo(conference: Conference, folder: Path) -> None:
    """Write the sources for Hugo: speakers are a taxonomy, and the programme is a section."""
    config = folder / "hugo.toml"
    menu = "".join(
        f"[[menus.main]]\nname = {_quoted(label)}\npageRef = {_quoted(_in_hugo(address))}\nweight = {weight}\n"
        for weight, (label, address) in enumerate(conference.menu, 1)
    )
    filled = (
        config.read_text(encoding="utf-8")
        .replace("@@NAME@@", conference.name)
        .replace("@@MENU@@", menu)
    )
    _write(config, filled)
    _write(folder / "data/event.yaml", _lines(_event(conference)))
    _write(folder / "data/sponsors.yaml", _list(_sponsors(conference)))
    resources = "".join(
        f"{resource['id']}:\n{_lines(resource, '  ')}"
        for resource in _resources(conference)
    )
    _write(folder / "data/resources.yaml", resources)
    content = folder / "content"
    _write(
        content / "_index.md",
        _document({"title": "Home", "summary": conference.tagline}, conference.body),
    )
    for name, fields in _list_pages("Programme", url="/programme/").items():
        file = {"programme": "sessions/_index", "speakers": "speakers/_index"}.get(
            name, name
        )
        _write(
            content / f"{file}.md",
            _document({**fields, "layout": name} if file == name else fields),
        )
    for session in conference.sessions:
        _write(
            content / f"sessions/{session.id}.md",
            _document(_session(session), session.body),
        )
    for speaker in conference.speakers:
        _write(
            content / f"speakers/{speaker.id}/_index.md",
            _document(_speaker(speaker), speaker.body),
        )
    for page in conference.pages:
        _write(content / f"{page.id}.md", _document(_page(page), page.body))


def eleventy(conference: Conference, folder: Path) -> None:
    """Write the sources for Eleventy: eleventy.config.mjs creates collections of the folders."""
    source = folder / "src"
    menu = [{"label": label, "url": address} for label, address in conference.menu]
    for name, data in {
        "event": _event(conference),
        "nav": menu,
        "sponsors": _sponsors(conference),
        "resourceList": _resources(conference),
    }.items():
        _write(source / f"_data/{name}.json", json.dumps(data, indent=1))
    home = {"layout": "home.njk", "title": "Home", "summary": conference.tagline}
    _write(source / "index.md", _document(home, conference.body))
    for kind, records in (
        (
            "session",
            [
                (session.id, _session(session), session.body)
                for session in conference.sessions
            ],
        ),
        (
            "speaker",
            [
                (speaker.id, _speaker(speaker), speaker.body)
                for speaker in conference.speakers
            ],
        ),
        ("page", [(page.id, _page(page), page.body) for page in conference.pages]),
    ):
        below = "" if kind == "page" else f"/{kind}s"
        address = f"(data) => `{below}/${{data.page.fileSlug}}/`"
        data = f'export default {{ layout: "{kind}.njk", tags: "{kind}", permalink: {address} }};\n'
        _write(source / f"{kind}s/{kind}s.11tydata.mjs", data)
        for identity, fields, body in records:
            _write(source / f"{kind}s/{identity}.md", _document(fields, body))


def pelican(conference: Conference, folder: Path) -> None:
    """Write the sources for Pelican: sessions are articles, and confplugin.py joins the records."""
    data = {
        "event": _event(conference),
        "nav": [{"label": label, "url": address} for label, address in conference.menu],
        "sponsors": _sponsors(conference),
        "resources": _resources(conference),
    }
    _write(folder / "data.json", json.dumps(data, indent=1))
    pages = folder / "content/pages"
    home = {
        "title": "Home",
        "slug": "home",
        "template": "home",
        "save_as": "index.html",
        "url": "",
    }
    _write(
        pages / "home.md",
        _with_header({**home, "summary": conference.tagline}, conference.body),
    )
    for session in conference.sessions:
        fields = {
            **_session(session),
            "slug": session.id,
            "date": f"{session.day} {session.start}",
        }
        _write(
            folder / f"content/sessions/{session.id}.md",
            _with_header(fields, session.body),
        )
    for speaker in conference.speakers:
        place = f"speakers/{speaker.id}/"
        fields = {
            "slug": speaker.id,
            "template": "speaker",
            "kind": "speaker",
            **_speaker(speaker),
        }
        fields |= {"save_as": f"{place}index.html", "url": place}
        _write(pages / f"speakers/{speaker.id}.md", _with_header(fields, speaker.body))
    for page in conference.pages:
        _write(
            pages / f"{page.id}.md",
            _with_header({"slug": page.id, **_page(page)}, page.body),
        )


def mkdocs(conference: Conference, folder: Path) -> None:
    """Write the sources for MkDocs: each page names its template, and hooks.py joins the records."""
    documents = folder / "docs"
    home = {"title": "Home", "template": "home.html", "summary": conference.tagline}
    _write(documents / "index.md", _document(home, conference.body))
    for name, fields in _list_pages("Programme").items():
        file = "speakers/index" if name == "speakers" else name
        _write(
            documents / f"{file}.md", _document({**fields, "template": f"{name}.html"})
        )
    for session in conference.sessions:
        fields = {"template": "session.html", **_session(session)}
        _write(documents / f"sessions/{session.id}.md", _document(fields, session.body))
    for speaker in conference.speakers:
        fields = {"template": "speaker.html", **_speaker(speaker)}
        _write(documents / f"speakers/{speaker.id}.md", _document(fields, speaker.body))
    for page in conference.pages:
        _write(
            documents / f"{page.id}.md",
            _document({"template": "page.html", **_page(page)}, page.body),
        )
    _write(folder / "data/event.yaml", _lines(_event(conference)))
    _write(
        folder / "data/nav.yaml",
        _list({"label": label, "url": to} for label, to in conference.menu),
    )
    _write(folder / "data/sponsors.yaml", _list(_sponsors(conference)))
    _write(folder / "data/resources.yaml", _list(_resources(conference)))


FORMS: dict[str, Callable[[Conference, Path], None]] = {
    "microsite": microsite,
    "lean": lean,
    "hugo": hugo,
    "eleventy": eleventy,
    "pelican": pelican,
    "mkdocs": mkdocs,
}


def _event(conference: Conference) -> dict[str, str]:
    return {
        "name": conference.name,
        "tagline": conference.tagline,
        "start": conference.days[0],
        "end": conference.days[-1],
        "venue": conference.venue,
        "city": conference.city,
        "url": conference.url,
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        key: value
        for key, value in asdict(session).items()
        if key not in ("id", "body")
    }


def _speaker(speaker: Speaker) -> dict[str, Any]:
    return {
        "title": speaker.name,
        "role": speaker.role,
        "org": speaker.org,
        "link": speaker.link,
        "summary": speaker.summary,
    }


def _page(page: TextPage) -> dict[str, Any]:
    return {"title": page.title, "summary": page.summary}


def _sponsors(conference: Conference) -> list[dict[str, str]]:
    return [asdict(sponsor) for sponsor in conference.sponsors]


def _resources(conference: Conference) -> list[dict[str, str]]:
    return [asdict(resource) for resource in conference.resources]


def _list_pages(programme: str, **more: str) -> dict[str, dict[str, str]]:
    """Return the settings of the pages with lists, by name; `more` are those of the programme."""
    return {
        "programme": {
            "title": programme,
            "summary": "All sessions by day and time",
            **more,
        },
        "speakers": {"title": "Speakers", "summary": "All speakers"},
        "sponsors": {"title": "Sponsors", "summary": "Our sponsors"},
        "resources": {"title": "Resources", "summary": "Slides, videos and code"},
    }


def _in_hugo(address: str) -> str:
    """Return the page of a menu entry, as Hugo names it."""
    return "/sessions" if address == "/programme/" else address


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _lines(fields: Fields, indent: str = "") -> str:
    """Return fields as YAML in block style."""
    text = ""
    for key, value in fields.items():
        if isinstance(value, tuple) and value:
            text += f"{indent}{key}:\n" + "".join(
                f"{indent}  - {_quoted(entry)}\n" for entry in value
            )
        else:
            text += f"{indent}{key}: {_quoted(value)}\n"
    return text


def _list(rows: Iterable[Fields]) -> str:
    return "".join("- " + _lines(row, "  ")[2:] for row in rows)


def _document(fields: Fields, body: str = "") -> str:
    """Return Markdown with front matter."""
    return f"---\n{_lines(fields)}---\n\n{body}"


def _with_header(fields: Fields, body: str) -> str:
    """Return Markdown with a header of lines such as `Name: value`."""
    lines = (
        f"{key}: {', '.join(value) if isinstance(value, tuple) else value}\n"
        for key, value in fields.items()
    )
    return f"{''.join(lines)}\n{body}"
