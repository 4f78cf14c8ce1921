"""Sites in several languages: readings of the sources, fallbacks, links between the languages."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from microsite.apps.diff.revisions import compare, load_version
from microsite.apps.linkcheck.check import links_of
from microsite.apps.workbook.read import record_rows
from microsite.build import Outcome, build, check
from microsite.diagnostics.diagnostic import Log
from microsite.locales.locale import Locale
from microsite.locales.untranslated import report_untranslated
from microsite.model.kinds import RECORD_KINDS
from microsite.model.loader import load_event
from microsite.project import BuildOptions, Project
from microsite.source.inheritance import read_sources
from tests.making import EVENT, load_soundly, sessions_yaml, write_project

AS_OF = date(2027, 1, 15)
BILINGUAL = (
    EVENT.replace(
        "title: Coasts in common", "title: {en: Coasts in common, cy: Ein harfordir}"
    )
    + """\
languages: [en-GB, cy]
base_url: https://coasts.example/
venue:
  name: Example Hall
  directions:
    - {by: {en: Train, cy: Trên}, text: Five minutes on foot.}
"""
)
FILES = {
    "data/sessions.yaml": """\
rooms:
  - name: {en: Main hall, cy: Prif neuadd}
sessions:
  - id: opening
    title: {en: Opening plenary, cy: Sesiwn agoriadol}
    kind: keynote
    start: 09:30
    length: 45 minutes
    room: Main hall
    speakers: [kim]
    abstract: |
      See [the rules](page:rules).
  - id: tides
    title: Tides
    kind: talk
    start: 11:00
    length: 45 minutes
    room: main-hall
    slides: {en: downloads/tides.pdf, cy: downloads/llanw.pdf}
""",
    "content/speakers/kim.md": "---\nname: Kim Example\nrole: Harbour master\n---\nKim sails.\n",
    "content/pages/about.md": "---\ntitle: About\nmenu: yes\n---\nHello.\n\n- One\n",
    "content/pages/about.cy.md": "---\ntitle: Amdanom\n---\nHelo.\n",
    "content/pages/rules.md": "---\ntitle: Rules\n---\n## Be kind\n\nAlways.\n",
    "assets/downloads/tides.pdf": "%PDF-1.4 tides",
    "assets/downloads/llanw.pdf": "%PDF-1.4 llanw",
}


def build_project(
    root: Path, files: dict[str, str] | None = None, event: str = BILINGUAL
) -> tuple[Outcome, Path]:
    """Build a project, and return the outcome and the output."""
    write_project(root, FILES if files is None else files, event=event)
    outcome = build(Project.at(root), BuildOptions(as_of=AS_OF, use_cache=False))
    return outcome, root / "output"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output of a site in English and Welsh."""
    outcome, output = build_project(tmp_path_factory.mktemp("bilingual"))
    assert not list(outcome.log)
    return output


def read(output: Path, page: str) -> str:
    return (output / page).read_text(encoding="utf-8")


def codes(outcome: Outcome) -> list[str]:
    return [diagnostic.code for diagnostic in outcome.log]


def test_each_language_has_the_same_pages(site: Path) -> None:
    welsh = {
        path.relative_to(site / "cy").as_posix()
        for path in (site / "cy").rglob("*.html")
    }
    english = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}

    assert welsh == {path for path in english if not path.startswith("cy/")}
    assert "programme/opening/index.html" in welsh


def test_page_is_in_its_language(site: Path) -> None:
    page = read(site, "cy/programme/opening/index.html")

    assert '<html lang="cy"' in page
    assert "<h1>Sesiwn agoriadol</h1>" in page
    assert "Ein harfordir" in page
    assert "Prif neuadd" in page
    assert "Sesiwn agoriadol" not in read(site, "programme/opening/index.html")
    assert "<h1>Amdanom</h1>" in read(site, "cy/about/index.html")
    assert "Helo." not in read(site, "about/index.html")


def test_fallback_says_its_language(site: Path) -> None:
    page = read(site, "cy/rules/index.html")

    assert '<h1 lang="en-GB">Rules</h1>' in page
    assert '<p lang="en-GB">Always.</p>' in page
    programme = read(site, "cy/programme/index.html")
    assert re.search('tides/index.html" lang="en-GB">Tides<', programme)
    assert not re.search('lang="en-GB">Sesiwn', programme)
    assert "data-untranslated" in page
    translated = read(site, "cy/about/index.html")
    assert "data-untranslated" not in translated
    assert 'lang="en-GB">Helo' not in translated
    assert 'lang="en-GB">Rules' not in read(site, "rules/index.html")


def test_outline_keeps_capitals_of_nouns(tmp_path: Path) -> None:
    talks = [f"title: {name}\nstart: 10:00\nlength: 60" for name in ("Eins", "Zwei")]
    event = EVENT + "languages: de\n"
    root = write_project(tmp_path, {"data/sessions.yaml": sessions_yaml(*talks)}, event)
    outcome = build(Project.at(root), BuildOptions(as_of=AS_OF))
    assert outcome.published, codes(outcome)
    assert "2 Vorträge" in read(root / "output", "index.html")


@pytest.mark.parametrize(
    "beginning, headings",
    [
        ("step-free", "Stufenfreier Zugang, Stufenlos"),
        ("hearing", "Hörunterstützung, Hören"),
        ("sign language", "Gebärdensprache, Gebärdendolmetschen"),
        ("cancel", "Stornierung, Storno"),
        (
            "make the case",
            "Argumente für Ihre Vorgesetzten, Argumente für die Teilnahme",
        ),
        ("rates", "Preise und Anmeldung"),
    ],
)
def test_search_knows_german_headings(beginning: str, headings: str) -> None:
    german = Locale.load("de", (), Log()).pgettext("search", beginning)
    assert all(heading.lower().startswith(german) for heading in headings.split(", "))


def test_american_site_has_american_spelling(tmp_path: Path) -> None:
    files = {"data/sessions.yaml": sessions_yaml("start: 10:00\nstatus: cancelled")}
    for tag, words in (
        ("en-US", ("Program", "Canceled")),
        ("en-GB", ("Programme", "Cancelled")),
    ):
        root = write_project(tmp_path / tag, files, f"{EVENT}languages: {tag}\n")
        outcome = build(Project.at(root), BuildOptions(as_of=AS_OF))
        assert outcome.published and codes(outcome) == []
        page = read(root / "output", "programme/index.html")
        assert [f">{word}<" in page for word in words] == [True, True]
        assert f"<h1>{words[0]}</h1>" in page


def test_built_in_kinds_of_resources_are_translated(tmp_path: Path) -> None:
    """Kinds of the project stay as they are typed."""
    for kinds, kind, label in (
        ("", "Guidance", "Leitfaden"),
        ("kinds: [Tools]\n", "Tools", "Tools"),
    ):
        resources = f"{kinds}resources: [{{id: a, title: Eins, kind: {kind}}}]\n"
        files = {"data/resources.yaml": resources}
        root = write_project(tmp_path / kind, files, EVENT + "languages: de\n")
        outcome = build(Project.at(root), BuildOptions(as_of=AS_OF))
        assert outcome.published, codes(outcome)
        assert f'<p class="small">{label}</p>' in read(
            root / "output", "resources/index.html"
        )


def test_pages_link_to_their_other_language(site: Path) -> None:
    english = read(site, "programme/opening/index.html")
    welsh = read(site, "cy/programme/opening/index.html")

    switch = '<a class="header__language" href="{}" lang="{}" hreflang="{}"'
    assert switch.format("../../cy/programme/opening/index.html", "cy", "cy") in english
    assert ">Cymraeg</a>" in english
    assert (
        switch.format("../../../programme/opening/index.html", "en-GB", "en-GB")
        in welsh
    )
    for page in (english, welsh):
        for language, folder in (("en-GB", ""), ("x-default", ""), ("cy", "cy/")):
            url = f"https://coasts.example/{folder}programme/opening/"
            assert f'<link rel="alternate" hreflang="{language}" href="{url}">' in page
    assert (
        'rel="canonical" href="https://coasts.example/cy/programme/opening/"' in welsh
    )


def test_sitemaps_name_the_other_language(site: Path) -> None:
    link = '<xhtml:link rel="alternate" hreflang="cy" href="https://coasts.example/cy/about/"/>'

    assert link in read(site, "sitemap.xml")
    assert link in read(site, "cy/sitemap.xml")
    assert "Sitemap: https://coasts.example/cy/sitemap.xml" in read(site, "robots.txt")


def test_languages_share_assets(site: Path) -> None:
    pages = (read(site, "about/index.html"), read(site, "cy/about/index.html"))
    icons = [re.findall(r'rel="icon" href="([^"]*)"', page) for page in pages]

    assert icons[1] == [f"../{icon}" for icon in icons[0]]
    assert not (site / "cy" / "assets" / "css").exists()
    assert not (site / "cy" / "assets" / "downloads").exists()
    welsh = site / "cy" / "programme" / "tides"
    slides = re.search(r'href="([^"]*llanw[^"]*)"', read(welsh, "index.html"))
    assert slides
    assert (welsh / slides[1]).is_file()
    assert "llanw" not in read(site, "programme/tides/index.html")


def test_links_of_all_pages_have_targets(site: Path) -> None:
    for page in (site / "cy").rglob("index.html"):
        for link in re.findall(
            r'(?:href|src|data-\w+)="([^":#?]+\.\w+)[#?"]', page.read_text()
        ):
            assert (page.parent / link).is_file(), f"{page}: {link}"


def test_other_files_are_in_each_language(site: Path) -> None:
    event = json.loads(read(site, "cy/event.json"))
    calendar = read(site, "cy/event.ics")

    assert event["event"]["title"] == "Ein harfordir"
    assert event["rooms"][0] == {
        **event["rooms"][0],
        "id": "main-hall",
        "name": "Prif neuadd",
    }
    assert event["sessions"][0]["room"] == "main-hall"
    assert "Sesiwn agoriadol" in calendar
    ids = [
        set(re.findall("UID:.*", text)) for text in (calendar, read(site, "event.ics"))
    ]
    assert ids[0] == ids[1]
    assert json.loads(read(site, "cy/manifest.webmanifest"))["lang"] == "cy"
    assert '"inLanguage":["cy","en-GB"]' in read(site, "cy/index.html")
    assert "Sesiwn agoriadol" in read(site, "cy/search/index.txt")


def test_offline_copy_has_the_shared_files(site: Path) -> None:
    worker = read(site, "cy/sw.js")

    assert 'const ASSETS = "../assets/";' in worker
    assert "../assets/css/site." in worker
    paths = re.findall(r'^"([^"]+)": "', worker, re.MULTILINE)
    assert all((site / "cy" / path).is_file() for path in paths)


def test_site_in_one_language_says_nothing_of_others(tmp_path: Path) -> None:
    event = BILINGUAL.replace(
        "{en: Coasts in common, cy: Ein harfordir}", "Coasts in common"
    )
    event = event.replace("{en: Train, cy: Trên}", "Train")
    outcome, output = build_project(tmp_path, {}, event)

    assert not list(outcome.log)
    assert not (output / "cy").exists()
    assert "hreflang" not in read(output, "index.html")
    assert "header__language" not in read(output, "index.html")


def test_check_counts_missing_translations(tmp_path: Path) -> None:
    root = write_project(tmp_path, FILES, event=BILINGUAL)
    outcome = check(Project.at(root), BuildOptions(as_of=AS_OF))
    (note,) = (diagnostic for diagnostic in outcome.log if diagnostic.code == "K163")

    assert note.headline == "9 texts have no Welsh translation."
    assert note.span.path == "content/event.md"
    assert len(note.notes) == 8
    assert [span.path for _, span in note.notes].count("content/speakers/kim.md") == 2


def test_errors_of_both_readings_are_reported_once(tmp_path: Path) -> None:
    files = FILES | {
        "content/pages/rules.md": "---\ntitle: Rules\n---\n[Gone](page:gone)\n"
    }
    outcome, _ = build_project(tmp_path, files)

    assert codes(outcome) == ["L101"]


def test_error_of_a_translation_is_reported(tmp_path: Path) -> None:
    files = FILES | {
        "content/pages/about.cy.md": "---\ntitle: A\nmenus: no\n---\n[x](page:gone)\n"
    }
    outcome, _ = build_project(tmp_path, files)

    assert [(diagnostic.code, diagnostic.span.path) for diagnostic in outcome.log] == [
        ("R102", "content/pages/about.cy.md")
    ]


def test_translation_says_only_what_differs(tmp_path: Path) -> None:
    files = {
        "content/event.cy.md": "---\nvenue:\n  town: Trefair\ndescription: Am y môr.\n---\nCroeso.\n",
        "content/news/2027-01-02-open.md": "---\ntitle: Open\ndate: 2027-01-02\n---\nNow.\n",
        "content/news/2027-01-02-open.cy.md": "---\ntitle: Ar agor\ndate: 2027-01-02\n---\n",
    }
    root = write_project(tmp_path, files, event=BILINGUAL)
    log = Log()
    event = load_event(read_sources(root, log), log, "cy")

    assert not list(log)
    assert event is not None
    assert event.record.venue is not None
    assert (event.record.venue.name, event.record.venue.town) == (
        "Example Hall",
        "Trefair",
    )
    assert event.record.overview == "Croeso."
    (post,) = event.news
    assert (post.title, post.date, post.body) == ("Ar agor", date(2027, 1, 2), "Now.")


def test_first_language_is_the_default(tmp_path: Path) -> None:
    root = write_project(tmp_path, FILES, event=BILINGUAL)
    event = load_soundly(root)

    assert event.record.title == "Coasts in common"
    assert event.record.languages == ("en-GB", "cy")
    assert event.languages == ("en-GB", "cy")
    assert [session.room.slug for session in event.sessions if session.room] == [
        "main-hall"
    ] * 2


def test_text_only_in_a_further_language_is_shown(tmp_path: Path) -> None:
    event = BILINGUAL.replace("{en: Train, cy: Trên}", "{cy: Trên}")
    loaded = load_soundly(write_project(tmp_path, {}, event=event))

    assert loaded.record.venue is not None
    assert loaded.record.venue.directions[0].by == "Trên"


def test_block_by_language_needs_the_setting(tmp_path: Path) -> None:
    event = BILINGUAL.replace("languages: [en-GB, cy]\n", "")
    outcome, _ = build_project(tmp_path, {}, event)

    assert codes(outcome)[0] == "R103"
    assert "languages: [en, cy]" in next(iter(outcome.log)).help


SERIES = """\
base_url: https://coasts.example/{0}/
series: {{name: Coasts, url: https://coasts.example/}}
"""


def test_editions_have_languages(tmp_path: Path) -> None:
    event = BILINGUAL.replace("base_url: https://coasts.example/\n", "")
    past = event.replace("2027-05", "2026-05") + SERIES.format(2026)
    files = FILES | {
        f"editions/2026/{name}": text
        for name, text in FILES.items()
        if "assets" not in name
    }
    files["editions/2026/content/event.md"] = f"---\n{past}---\nWelcome.\n"
    outcome, output = build_project(tmp_path, files, event + SERIES.format(2027))

    assert not list(outcome.log)
    welsh = read(output, "2026/cy/about/index.html")
    assert 'href="../../../2027/cy/index.html"' in welsh
    assert 'href="../../about/index.html" lang="en-GB"' in welsh
    assert (output / "2027" / "cy" / "about" / "index.html").is_file()


def test_example_is_translated_but_for_one_page(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent / "examples" / "bilingual"
    outcome = build(
        Project.at(root, tmp_path / "output"),
        BuildOptions(as_of=AS_OF, use_cache=False),
    )

    assert not list(outcome.log)
    welsh = outcome.loaded[1].event
    log = Log()
    report_untranslated(welsh, log)
    (note,) = log
    assert {span.path for span in (note.span, *(place for _, place in note.notes))} == {
        "content/pages/privacy.md"
    }


def test_diff_names_the_language_of_a_text(tmp_path: Path) -> None:
    old = write_project(tmp_path / "old", FILES, event=BILINGUAL)
    sessions = FILES["data/sessions.yaml"].replace("Sesiwn agoriadol", "Croeso")
    files = FILES | {
        "data/sessions.yaml": sessions.replace("start: 11:00", "start: 12:00"),
        "content/pages/about.cy.md": "---\ntitle: Amdanom\n---\nHelo bawb.\n",
        "content/pages/rules.md": "---\ntitle: Rules\n---\n## Be kind\n\nOften.\n",
    }
    new = write_project(tmp_path / "new", files, event=BILINGUAL)
    (before, _), (after, _) = load_version(old), load_version(new)
    assert before is not None
    assert after is not None

    assert [change.sentence for change in compare(before, after)] == [
        "“Tides” moves from 11:00–11:45 to 12:00–12:45.",
        "In Welsh: “Sesiwn agoriadol” is now called “Croeso”.",
        "The page “Rules” has new wording.",
        "In Welsh: The page “Amdanom” has new wording.",
    ]
    assert compare(before, before) == ()


def test_lists_leave_translations_out(tmp_path: Path) -> None:
    files = FILES | {
        "content/speakers/kim.md": "---\nname: Kim\nprotected: yes\nprivate_words: [Kim]\n---\n",
        "content/speakers/kim.cy.md": "---\nrole: Capten\n---\n[x](https://kim.example/)\n",
    }
    sources = read_sources(write_project(tmp_path, files, event=BILINGUAL), Log())

    assert not list(record_rows(RECORD_KINDS["speaker"], sources))
    assert "https://kim.example/" not in [link.address for link in links_of(sources)]


def test_site_in_three_languages_links_each_page_to_the_others(tmp_path: Path) -> None:
    title = "title: {en: Coasts in common, cy: Ein harfordir, ar: شواطئنا}"
    event = (
        EVENT.replace("title: Coasts in common", title) + "languages: [en, cy, ar]\n"
    )
    rates = "{id: all, name: {en: All, ar: الجميع}, price: 100}"
    more = "{id: abroad, name: Abroad, price: 120, currency: EUR}"
    files = {"data/rates.yaml": f"currency: GBP\nrates:\n- {rates}\n- {more}\n"}
    outcome, output = build_project(tmp_path, files, event)

    assert not list(outcome.log)
    page = read(output, "ar/rates/index.html")
    assert '<html lang="ar" dir="rtl">' in page
    assert 'hreflang="en"' in page
    assert 'href="../../cy/rates/index.html" lang="cy"' in page
    assert "الجميع" in page
    assert "€" in page
    assert page.index(">English</a>") < page.index(">Cymraeg</a>")
    assert ">العربية</a>" in read(output, "rates/index.html")
