"""The five machine formats, each validated by the rules of its reader."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from microsite.console.options import FORMATS
from microsite.diagnostics.diagnostic import (
    Diagnostic,
    Log,
    Severity,
    diagnose,
    file_span,
)
from microsite.diagnostics.formats import (
    GITLAB_SEVERITIES,
    RENDERERS,
    render_github,
    render_github_summary,
    render_gitlab,
    render_json,
    render_junit,
    render_sarif,
)
from microsite.diagnostics.source_text import SourceText

HOSTILE = "a\x1b[31m\x9b\x00\r\n::error::b\x85%0A<i>&\"'\udc80]]>| `c`"

NEW_SPEAKER = "To add a new speaker: microsite new speaker --id j-smth"


def hostile() -> Diagnostic:
    """A diagnostic with hostile text in every field that can come from content."""
    source = SourceText(f"data/{HOSTILE}.yaml", f"title: {HOSTILE}\n")
    return diagnose(
        "S103",
        source.span(7, 12),
        owner=HOSTILE,
        given=HOSTILE,
        suggestion=HOSTILE,
        slug="x",
    )


def test_renderers_match_options_of_command_line() -> None:
    assert tuple(RENDERERS) == FORMATS


@pytest.mark.parametrize("form", RENDERERS)
def test_renderers_escape_hostile_content(form: str) -> None:
    text = RENDERERS[form]([hostile()], str)

    text.encode()
    assert "\x1b" not in text
    assert "\x9b" not in text
    assert "\x00" not in text


@pytest.mark.parametrize("form", RENDERERS)
def test_renderers_are_deterministic(form: str, log: Log) -> None:
    assert RENDERERS[form](log, str) == RENDERERS[form](list(log), str)


def test_render_json_contains_everything(log: Log) -> None:
    report = json.loads(render_json(log, "fair/".__add__))

    assert report["version"] == 1
    assert report["counts"] == {"errors": 2, "warnings": 1, "notes": 1}
    event, misnamed, speaker, twice = report["diagnostics"]
    assert speaker == {
        "code": "S103",
        "severity": "error",
        "headline": "“Opening plenary” lists a speaker who has no file: “j-smth”.",
        "help": f"Did you mean “j-smith”? {NEW_SPEAKER}",
        "path": "fair/data/sessions.yaml",
        "start": {"line": 3, "column": 16},
        "end": {"line": 3, "column": 22},
        "notes": [],
        "fix": {
            "path": "fair/data/sessions.yaml",
            "start": {"line": 3, "column": 16},
            "end": {"line": 3, "column": 22},
            "replacement": "j-smith",
            "confidence": "certain",
        },
    }
    assert twice["notes"][0] == {
        "message": "First used here, on line 2",
        "path": "fair/data/sessions.yaml",
        "start": {"line": 2, "column": 9},
        "end": {"line": 2, "column": 16},
    }
    assert (misnamed["start"], misnamed["end"]) == (None, None)
    assert event["severity"] == "note"


def test_render_json_keeps_other_scripts_readable() -> None:
    diagnostic = diagnose(
        "W103", SourceText("data/x.yaml", "x").span(0, 1), title="会議"
    )

    assert "会議" in render_json([diagnostic])


def test_render_github_contains_location_and_message(log: Log) -> None:
    lines = render_github(log, "fair/".__add__).splitlines()

    assert lines[2] == (
        "::error file=fair/data/sessions.yaml,line=3,endLine=3,col=16,endColumn=22,title=S103::"
        "“Opening plenary” lists a speaker who has no file: “j-smth”."
        f"%0ADid you mean “j-smith”? {NEW_SPEAKER}"
    )
    assert lines[1].startswith("::warning file=fair/data/sesions.yaml,title=F114::")
    assert lines[1].endswith("%0ARename it: 100%25, surely.")
    assert lines[0].startswith("::notice file=fair/content/event.md,line=2,")


def test_render_github_omits_columns_over_several_lines() -> None:
    diagnostic = diagnose("K146", SourceText("data/x.yaml", "a:\n  b\n").span(0, 6))

    assert render_github([diagnostic], str).startswith(
        "::notice file=data/x.yaml,line=1,endLine=2,title=K146::"
    )


def test_render_github_escapes_commands_in_content() -> None:
    lines = render_github([hostile()], str).splitlines()

    assert len(lines) == 1
    properties = lines[0].removeprefix("::error ").partition("::")[0]
    assert [pair.partition("=")[0] for pair in properties.split(",")] == [
        "file",
        "line",
        "endLine",
        "col",
        "endColumn",
        "title",
    ]


def test_render_github_summary_is_table_of_all(log: Log) -> None:
    rows = render_github_summary(log).splitlines()

    assert (
        len([row for row in rows if row.startswith(("| error", "| warning", "| note"))])
        == 4
    )
    assert (
        "| error S103 | data/sessions.yaml:3:16 | “Opening plenary” lists"
        in "\n".join(rows)
    )


def test_render_github_summary_keeps_hostile_content_in_one_row() -> None:
    rows = render_github_summary([hostile()]).splitlines()
    row = rows[-1]

    assert row.count("|") == 4
    assert "<i>" not in row
    assert "`" not in row


def test_render_github_summary_limits_rows() -> None:
    source = SourceText("data/x.yaml", "x\n" * 600)
    diagnostics = [diagnose("K146", source.line_span(line)) for line in range(1, 601)]

    assert "and 100 more: see the log" in render_github_summary(diagnostics)
    assert (
        render_github_summary([]) == "### Content checked\n\nNo errors or warnings.\n"
    )


def test_render_gitlab_contains_required_fields(log: Log) -> None:
    findings = json.loads(render_gitlab(log, "fair/".__add__))

    assert findings[2]["check_name"] == "S103"
    assert findings[2]["severity"] == "critical"
    assert findings[2]["location"] == {
        "path": "fair/data/sessions.yaml",
        "lines": {"begin": 3, "end": 3},
    }
    assert findings[2]["description"].startswith("“Opening plenary” lists a speaker")
    assert [finding["severity"] for finding in findings] == [
        "info",
        "minor",
        "critical",
        "critical",
    ]
    assert len({finding["fingerprint"] for finding in findings}) == 4


def fingerprints(text: str, *starts: int) -> list[str]:
    source = SourceText("data/x.yaml", text)
    diagnostics = [diagnose("K146", source.span(start, start + 2)) for start in starts]
    return [
        finding["fingerprint"] for finding in json.loads(render_gitlab(diagnostics))
    ]


def test_gitlab_fingerprint_is_stable_when_lines_move() -> None:
    before, after = fingerprints("a: b\n", 0), fingerprints("# new\n\na: b\n", 7)

    assert before == after


def test_gitlab_fingerprints_differ_for_equal_lines() -> None:
    first, second = fingerprints("a: b\na: b\n", 0, 5)

    assert first != second


def sarif_run(log: Log) -> dict[str, Any]:
    report = json.loads(render_sarif(log, "fair/".__add__))
    assert report["version"] == "2.1.0"
    assert report["$schema"].endswith("sarif-2.1.0.json")
    (run,) = report["runs"]
    return dict(run)


def test_render_sarif_results_refer_to_rules(log: Log) -> None:
    run = sarif_run(log)
    rules = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["F114", "K146", "S103", "S113"]
    assert all(
        rules[result["ruleIndex"]]["id"] == result["ruleId"]
        for result in run["results"]
    )
    assert (
        rules[2]["shortDescription"]["text"]
        == "“…” lists a speaker who has no file: “…”."
    )


def test_render_sarif_locations_are_regions_of_files(log: Log) -> None:
    results = sarif_run(log)["results"]

    assert results[2]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "fair/data/sessions.yaml",
                    "uriBaseId": "%SRCROOT%",
                },
                "region": {
                    "startLine": 3,
                    "startColumn": 16,
                    "endLine": 3,
                    "endColumn": 22,
                },
            }
        }
    ]
    assert "region" not in results[1]["locations"][0]["physicalLocation"]
    assert (
        results[3]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"]
        == 2
    )
    replacement = results[2]["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement["insertedContent"] == {"text": "j-smith"}
    assert [result["level"] for result in results] == [
        "note",
        "warning",
        "error",
        "error",
    ]


def test_render_sarif_escapes_paths() -> None:
    text = render_sarif([diagnose("F106", file_span("content/news/a b#c?.md"))])

    assert '"uri": "content/news/a%20b%23c%3F.md"' in text


def test_render_junit_has_suite_per_file_and_case_per_diagnostic(log: Log) -> None:
    suites = ET.fromstring(render_junit(log, "fair/".__add__))

    assert suites.attrib | {"name": ""} == {
        "name": "",
        "tests": "4",
        "failures": "2",
        "errors": "0",
        "skipped": "2",
    }
    assert [suite.get("name") for suite in suites] == [
        "fair/content/event.md",
        "fair/data/sesions.yaml",
        "fair/data/sessions.yaml",
    ]
    failures = suites.findall(".//failure")
    assert [failure.get("type") for failure in failures] == ["S103", "S113"]
    assert "speakers: [j-smth, chair]" in (failures[0].text or "")
    assert (
        failures[0].get("message")
        == "“Opening plenary” lists a speaker who has no file: “j-smth”."
    )


def test_render_junit_without_diagnostics_is_one_passed_case() -> None:
    suites = ET.fromstring(render_junit([]))

    assert suites.get("tests") == "1"
    assert suites.get("failures") == "0"
    assert len(suites.findall(".//testcase")) == 1


def test_render_junit_is_valid_xml_with_hostile_content() -> None:
    suites = ET.fromstring(render_junit([hostile()]))

    assert len(suites.findall(".//testcase")) == 1


def test_formats_map_every_severity() -> None:
    assert set(GITLAB_SEVERITIES) == set(Severity)
