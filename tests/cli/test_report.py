"""Output and exit codes of commands."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from microsite.cli import main
from microsite.console.options import path_formatter
from microsite.console.output import spinner, supports_colour
from microsite.diagnostics.diagnostic import file_span
from microsite.diagnostics.source_text import SourceText
from microsite.model.loader import load_event
from microsite.model.readiness import check_readiness
from microsite.output.writer import PublishResult
from microsite.project import ENGINE_HOME, Project
from microsite.source.inheritance import read_sources
from tests.making import write_project

BUILT = PublishResult(
    total=121, written=3, unchanged=118, removed=0, changed=("a", "b", "c")
)


def report_error(stub: Any, path: str = "data/sessions.yaml") -> None:
    source = SourceText(path, "sessions:\n  - speakers: j-smth\n")
    span = source.span(23, 29)
    stub.outcome.log.report(
        "S103", span, owner="Opening", given="j-smth", slug="j-smth", suggestion=""
    )


def report_warning(stub: Any) -> None:
    stub.outcome.log.report("F113", file_span("content/pages/old"), folder="pages")


def report_note(stub: Any) -> None:
    stub.outcome.log.report(
        "K146", SourceText("content/event.md", "---\ntitle: A\n").line_span(2)
    )


class TestBuild:
    """`build`, the summary."""

    def test_build_prints_summary(self, stub: Any, capsys: Any) -> None:
        stub.outcome.pages, stub.outcome.published = 42, BUILT

        assert main(["build"]) == 0
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("Built 42 pages into output/ in 0.0")
        assert err.endswith(
            " s: 3 files changed, 118 unchanged. No errors. Open output/index.html.\n"
        )

    def test_build_summary_counts_files(self, stub: Any, capsys: Any) -> None:
        stub.outcome.pages = 1
        stub.outcome.published = PublishResult(
            total=1201, written=1, unchanged=1200, removed=2, changed=("a",)
        )
        main([])

        err = capsys.readouterr().err
        assert err.startswith("Built 1 page into output/")
        assert ": 1 file changed, 2 removed, 1,200 unchanged." in err

    def test_build_summary_names_output_folder(
        self, stub: Any, capsys: Any, tmp_path: Path
    ) -> None:
        stub.outcome.pages, stub.outcome.published = 42, BUILT
        main(["--output", str(tmp_path / "public")])

        assert f"into {tmp_path.as_posix()}/public/ in" in capsys.readouterr().err

    def test_build_publishes_with_warnings(self, stub: Any, capsys: Any) -> None:
        stub.outcome.pages, stub.outcome.published = 42, BUILT
        report_warning(stub)

        assert main([]) == 0
        err = capsys.readouterr().err
        assert "content/pages/old  warning F113" in err
        assert "unchanged. 1 warning. Open" in err

    def test_build_lists_news_that_is_not_published_yet(
        self, tmp_path: Path, capsys: Any
    ) -> None:
        files = {
            "content/news/a.md": "---\ntitle: Soon\ndate: 2027-02-03\n---\nText.\n",
            "content/news/b.md": "---\ntitle: Maybe\ndate: 2027-01-03\ndraft: yes\n---\nText.\n",
            "content/news/c.md": "---\ntitle: Now\ndate: 2027-01-03\n---\nText.\n",
        }
        root = str(write_project(tmp_path, files))
        assert main(["build", "--root", root, "--as-of", "2027-01-15"]) == 0

        titles = "“Soon” (from 3 February 2027), “Maybe” (a draft)"
        assert f"Not published yet: {titles}. To see them: " in capsys.readouterr().err

    def test_build_summary_names_next_change(self, stub: Any, capsys: Any) -> None:
        stub.outcome.published = BUILT
        stub.outcome.next_change = datetime(
            2027, 3, 1, tzinfo=ZoneInfo("Europe/London")
        )
        main([])

        err = capsys.readouterr().err
        assert (
            "The site next changes on Monday 1 March 2027 at 00:00. Rebuild it then.\n"
            in err
        )

    def test_build_publishes_nothing_with_errors(self, stub: Any, capsys: Any) -> None:
        report_error(stub)
        report_error(stub, "data/other.yaml")
        report_warning(stub)

        assert main(["build"]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.endswith(
            "explain S103\n\nNothing was published: 2 errors to fix, 1 warning. output/ is as it was.\n"
        )

    def test_build_prints_no_notes(self, stub: Any, capsys: Any) -> None:
        stub.outcome.published = BUILT
        report_note(stub)

        assert main(["--format", "json"]) == 0
        out, err = capsys.readouterr()
        assert json.loads(out)["diagnostics"] == []
        assert "K146" not in err

    def test_build_strict_reports_warning_as_error(
        self, stub: Any, capsys: Any
    ) -> None:
        report_warning(stub)

        assert main(["--strict"]) == 1
        err = capsys.readouterr().err
        assert "content/pages/old  error F113" in err
        assert "Nothing was published: 1 error to fix. output/ is as it was." in err

    def test_build_strict_allows_warnings_of_machine(
        self, stub: Any, capsys: Any
    ) -> None:
        """The site is already published, so the warning does not fail the build."""
        stub.outcome.published = BUILT
        stub.outcome.log.report(
            "O125", file_span(".cache"), path=".cache", reason="the disk is full"
        )

        assert main(["--strict"]) == 0
        err = capsys.readouterr().err
        assert "warning O125" in err
        assert "Built" in err

    @pytest.mark.parametrize(
        "code, facts", [("O111", {}), ("O122", {"folder": "output"})]
    )
    def test_build_exit_code_tells_machine_from_content(
        self, code: str, facts: dict[str, str], stub: Any
    ) -> None:
        stub.outcome.log.report(
            code, file_span("output"), **{"output": "output", **facts}
        )
        assert main([]) == 2

        report_error(stub)
        assert main([]) == 1

    def test_build_prints_timings_on_request(self, stub: Any, capsys: Any) -> None:
        stub.outcome.published = BUILT
        stub.outcome.timings["read"] = 0.25

        main(["--timings"])
        assert "  read          0.250 s\n" in capsys.readouterr().err
        main([])
        assert "0.250" not in capsys.readouterr().err


class TestCheck:
    """`check`, the summary and the notes."""

    def test_check_succeeds_with_notes(
        self, stub: Any, project: Path, capsys: Any
    ) -> None:
        log = stub.outcome.log
        event = load_event(read_sources(project, log), log)
        assert event is not None
        check_readiness(event, date(2027, 1, 1), log)
        stub.outcome.pages = 7

        assert main(["check"]) == 0
        out, err = capsys.readouterr()
        assert out == ""
        assert "To do\n\nThe event (3)\n" in err
        assert "  content/event.md:2:8  The venue is to be announced.\n" in err
        assert "Checked 7 pages in 0." in err
        assert err.endswith(" s: No errors. 3 things left to do.\n")

    def test_check_writes_notes_in_json(self, stub: Any, capsys: Any) -> None:
        report_note(stub)

        assert main(["check", "--format", "json", "--strict"]) == 0
        assert json.loads(capsys.readouterr().out)["counts"] == {
            "errors": 0,
            "warnings": 0,
            "notes": 1,
        }

    def test_check_prints_errors_before_notes(self, stub: Any, capsys: Any) -> None:
        report_note(stub)
        report_error(stub)

        assert main(["check"]) == 1
        err = capsys.readouterr().err
        assert err.index("error S103") < err.index("K146")
        assert err.endswith("Checked: 1 error to fix. 1 thing left to do.\n")

    def test_check_does_not_say_nothing_is_left_if_the_event_cannot_be_read(
        self, stub: Any, capsys: Any
    ) -> None:
        report_error(stub)

        assert main(["check"]) == 1
        assert capsys.readouterr().err.endswith("Checked: 1 error to fix.\n")

    def test_check_prints_summary_without_findings(
        self, stub: Any, capsys: Any
    ) -> None:
        assert main(["check"]) == 0
        assert capsys.readouterr().err == "Checked: No errors. Nothing left to do.\n"


@pytest.mark.parametrize("form", ["json", "github", "gitlab", "sarif", "junit"])
def test_machine_formats_go_to_standard_output(
    form: str, stub: Any, capsys: Any
) -> None:
    report_error(stub)

    assert main(["--format", form]) == 1
    out, err = capsys.readouterr()
    assert "S103" in out
    assert err == "Nothing was published: 1 error to fix. output/ is as it was.\n"


def test_diagnostics_have_paths_from_working_folder(
    stub: Any, project: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_error(stub)
    monkeypatch.chdir(project.parent)
    main(["--root", "fair", "--format", "github"])
    assert "file=fair/data/sessions.yaml," in capsys.readouterr().out

    monkeypatch.chdir(project / "content")
    main(["--root", "..", "--format", "github"])
    assert "file=data/sessions.yaml," in capsys.readouterr().out


def test_path_formatter_finds_theme_files(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "templates").mkdir()
    (project / "templates" / "mine.html").write_text("", encoding="utf-8")
    monkeypatch.chdir(project.parent)
    format_path = path_formatter(Project.at(Path("fair")))
    assert format_path("templates/mine.html") == "fair/templates/mine.html"
    assert format_path("templates/base.html") == "templates/base.html"

    monkeypatch.chdir(ENGINE_HOME.parent)
    assert (
        format_path("templates/base.html") == f"{ENGINE_HOME.name}/templates/base.html"
    )


def test_github_format_writes_job_summary(
    stub: Any, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "summary.md"
    page.write_text("# What others wrote\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    report_error(stub)

    main(["--format", "github"])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# What others wrote\n### Content checked\n")
    assert "| error S103 | data/sessions.yaml:2:14 |" in text


class Terminal(io.StringIO):
    """A stream that behaves as a terminal."""

    def isatty(self) -> bool:
        return True


def test_supports_colour_only_on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert supports_colour(Terminal())
    assert not supports_colour(io.StringIO())

    monkeypatch.setenv("NO_COLOR", "1")
    assert not supports_colour(Terminal())

    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    assert not supports_colour(Terminal())


def test_spinner_disappears_from_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with spinner("Building …"):
        assert terminal.getvalue() == "Building …"

    assert terminal.getvalue() == "Building …\r          \r"


def test_spinner_is_not_in_log(stub: Any, capsys: Any) -> None:
    stub.outcome.published = BUILT
    main([])

    err = capsys.readouterr().err
    assert "Building" not in err
    assert "\r" not in err
    assert "\x1b" not in err


BROKEN = (
    "sessions:\n  - id: opening\n    title: “会議”\n    kind: talk\n    start: 9.30\n"
)


def run(
    project: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a separate process."""
    return subprocess.run(
        [sys.executable, "-m", "microsite", *arguments, "--root", str(project)],
        cwd=ENGINE_HOME,
        env={"PATH": "", **environment},
        capture_output=True,
        check=False,
    )


def test_build_prints_error_with_excerpt(project: Path) -> None:
    (project / "data").mkdir()
    (project / "data" / "sessions.yaml").write_text(BROKEN, encoding="utf-8")
    process = run(project)

    err = process.stderr.decode()
    assert (process.returncode, process.stdout) == (1, b"")
    assert (
        "data/sessions.yaml:5:12  error R123\n“9.30” is not a time in the right format.\n"
        in err
    )
    assert (
        "    5 |     start: 9.30\n                   ^^^^\nDid you mean 09:30?\n" in err
    )
    assert not (project / "output").exists()


@pytest.mark.parametrize("form", ["json", "github", "gitlab", "sarif", "junit"])
def test_machine_formats_are_utf8_in_any_locale(form: str, project: Path) -> None:
    (project / "data").mkdir()
    (project / "data" / "sessions.yaml").write_text(BROKEN, encoding="utf-8")
    process = run(
        project,
        "--format",
        form,
        LC_ALL="C",
        PYTHONIOENCODING="ascii",
        PYTHONHASHSEED="1",
    )
    other_process = run(project, "--format", form, LC_ALL="C.UTF-8", PYTHONHASHSEED="2")

    assert process.stdout == other_process.stdout
    assert "R123" in process.stdout.decode()


def test_closed_pipe_is_quiet() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "microsite", "explain"],
        cwd=ENGINE_HOME,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
        process.wait()

    assert err == b""
