"""Pictures in a real browser: sharp, small, in proportion, and logos of one weight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.opened import new_context
from tests.browser.test_pages import without_cache
from tests.built import built
from tests.serving import serving

PAGES = (
    "",
    "speakers/",
    "speakers/lucja-falochronska/",
    "speakers/kwame-lagoonsmith/",
    "programme/a-wall-to-sit-on/",
    "venue/",
    "news/booking-is-open/",
    "coming-without-flying/",
    "sponsorship/",
)
LOADED = """async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map(image => image.decode()));
  return [...document.images].map(image => {
    const box = image.getBoundingClientRect(), style = getComputedStyle(image);
    const source = image.closest("picture")?.querySelector("source[type]");
    return {
      name: image.currentSrc.split("/").pop(), width: box.width, height: box.height, pixels: devicePixelRatio,
      ratio: image.width && image.getAttribute("width") / image.getAttribute("height"), fit: style.objectFit,
      choices: source ? source.srcset.split(", ").map(choice => parseInt(choice.split(" ")[1])) : [],
      logo: !!image.closest(".sponsor_group__logo"),
    };
  });
}"""
CUT = re.compile(r"-(\d+)\.[0-9a-f]{8}\.webp$")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(built("tidewater").output) as root:
        yield root


def shown_on(
    browser: Browser, address: str, screen: tuple[int, float]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the pictures of each page, without a cache: its larger ones could serve as smaller."""
    with new_context(
        browser,
        viewport={"width": screen[0], "height": 900},
        device_scale_factor=screen[1],
    ) as context:
        page, _ = without_cache(context)
        for path in PAGES:
            page.goto(f"{address}/{path}index.html")
            for image in page.evaluate(LOADED):
                yield path, image


@pytest.mark.slow
@pytest.mark.parametrize(
    "screen", [(390, 2.0), (820, 1.0), (1280, 1.0), (1280, 2.0)], ids=str
)
def test_pictures_load_at_displayed_size(
    address: str, browser: Browser, screen: tuple[int, float]
) -> None:
    """The chosen file has the pixels of the screen, if available. Proportions are kept."""
    count = 0
    for path, image in shown_on(browser, address, screen):
        if image["choices"]:
            count += 1
            match = CUT.search(image["name"])
            assert match, image
            chosen, needed = int(match[1]), image["width"] * image["pixels"]
            assert chosen >= 0.74 * min(needed, max(image["choices"])), (path, image)
            smaller = [width for width in image["choices"] if width < chosen]
            assert not smaller or max(smaller) < 1.05 * needed, (path, image)
        if image["fit"] == "fill" and (image["choices"] or image["logo"]):
            assert image["width"] / image["height"] == pytest.approx(
                image["ratio"], rel=0.06
            ), (
                path,
                image,
            )
    assert count > 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_logos_of_a_tier_have_similar_area(
    address: str, browser: Browser, scheme: Any
) -> None:
    with new_context(
        browser, color_scheme=scheme, viewport={"width": 1280, "height": 900}
    ) as context:
        page = context.new_page()
        page.goto(f"{address}/sponsorship/index.html")
        page.evaluate(LOADED)
        tiers = page.evaluate(
            """() => [...document.querySelectorAll(".sponsor_group")].map(tier =>
              [...tier.querySelectorAll("img")].map(image => {
                const plate = 2 * parseFloat(getComputedStyle(image).paddingTop), box = image.getBoundingClientRect();
                return (box.width - plate) * (box.height - plate);
              }))"""
        )
        assert len(tiers) == 4
        for areas in tiers:
            assert max(areas) < 1.8 * min(areas), areas
