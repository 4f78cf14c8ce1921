"""Addresses of the pages on which a proposal is opened by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.apps.publish.proposal import Repository


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://github.com/o/r.git", "https://github.com/o/r/compare/b?expand=1"),
        ("git@github.com:o/r.git", "https://github.com/o/r/compare/b?expand=1"),
        ("ssh://git@github.com/o/r", "https://github.com/o/r/compare/b?expand=1"),
        (
            "https://gitlab.example.org/g/s/r.git/",
            (
                "https://gitlab.example.org/g/s/r/-/merge_requests/new"
                "?merge_request%5Bsource_branch%5D=b"
            ),
        ),
        ("/srv/git/site.git", ""),
        ("https://git.example.org/o/r", ""),
        ("", ""),
    ],
)
def test_compare_address_is_that_of_the_host(url: str, address: str) -> None:
    assert (
        Repository(Path(), "b", "main", "origin", url).compare_address("b") == address
    )
