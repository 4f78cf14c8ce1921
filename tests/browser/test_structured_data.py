"""Structured data in a real browser: never run, and allowed by the Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.browser.opened import new_context
from tests.making import EVENT, sessions_yaml, write_project

TITLE = "Tides</script><script>document.title='hurt'</script><!-- & \u2028 \\u003c"
VENUE = "venue:\n  name: Example House\n  address: [1 Example Street]\n  town: London\n"


def test_strict_policy_allows_structured_data(
    browser: Browser, serve_folder: Callable[[Path], str], tmp_path: Path
) -> None:
    sessions = sessions_yaml(f"id: opening\nstart: 09:30\ntitle: {TITLE!r}")
    root = write_project(
        tmp_path / "site", {"data/sessions.yaml": sessions}, EVENT + VENUE
    )
    outcome = build(
        Project.at(root),
        BuildOptions(as_of=date(2027, 1, 15), base_url="https://coasts.example/"),
    )
    assert outcome.published is not None
    context = new_context(browser)
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', event => console.log('refused ' + event.violatedDirective))"
    )
    page.goto(f"{serve_folder(root / 'output')}/programme/opening/index.html")
    policy = page.evaluate(
        "document.querySelector('meta[http-equiv=Content-Security-Policy]').content"
    )
    blocks = page.evaluate(
        "[...document.querySelectorAll('script[type=\"application/ld+json\"]')].map(block => JSON.parse(block.text))"
    )
    title = page.title()
    context.close()
    assert "script-src 'self'" in policy and "unsafe" not in policy
    (block,) = blocks
    session = next(node for node in block["@graph"] if node["@type"] == "Event")
    assert session["name"].startswith("Tides</script><script>")
    assert title != "hurt"
    assert messages == []
