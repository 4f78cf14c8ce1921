"""Sponsors, and packages for sponsors."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from microsite.model.records.sponsors import Sponsor, Tier
from microsite.pages.page import Page, make_page
from microsite.pages.views import FigureItem, Picture, RichText, figure_sources_of, logo, rich_text
from microsite.site.formatting import format_money
from microsite.site.images import area_for_tier, logo_size
from microsite.site.site import Site
from microsite.site.urls import UrlContext


class SponsorItem(Struct, frozen=True, kw_only=True):
    """A sponsor."""

    id: str
    name: str
    href: str | None
    logo: Picture | None
    logo_dark: Picture | None
    words: RichText


class SponsorGroup(Struct, frozen=True):
    """The sponsors of one tier."""

    tier: str
    sponsors: tuple[SponsorItem, ...]


class TierItem(Struct, frozen=True, kw_only=True):
    """A package for sponsors."""

    id: str
    name: str
    summary: str
    price: str
    """`£5,000`, or “On request”."""
    subsidised_price: str
    available: str
    """`3 available`, `1 of 3 left`, `All taken`, or empty."""
    benefits: tuple[str, ...]
    is_sample: bool


class SponsorshipPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/sponsorship.html may read."""

    introduction: RichText
    groups: tuple[SponsorGroup, ...]
    tiers: tuple[TierItem, ...]
    subsidy: str
    has_subsidy: bool
    is_provisional: bool
    phone: str
    email: str
    sources: tuple[FigureItem, ...]
    """Statistics that its texts cite."""


def build_sponsorship(site: Site, address: str) -> Page:
    """Build the page of sponsors and packages."""
    sponsorship = site.event.sponsorship
    assert sponsorship is not None
    at = UrlContext.for_page(address)
    details, organiser = sponsorship.settings, site.event.record.organiser
    offered = [tier for tier in sponsorship.tiers if tier.offered]
    tiers = tuple(_tier(site, tier) for tier in offered)
    introduction = rich_text(site, at, site.prose(details, "introduction", details.introduction))
    groups = sponsor_groups(site, at)
    view = SponsorshipPage(
        introduction=introduction,
        groups=groups,
        tiers=tiers,
        subsidy=details.subsidy or "",
        has_subsidy=any(tier.subsidised_price for tier in tiers),
        is_provisional=any(tier.is_sample for tier in tiers),
        phone=organiser.phone or "",
        email=organiser.email or "",
        sources=figure_sources_of(
            introduction, *(sponsor.words for group in groups for sponsor in group.sponsors)
        ),
    )
    return make_page(
        site,
        "sponsorship",
        address,
        view,
        title="Sponsorship and exhibition",
        section="sponsorship",
        description=f"Sponsorship, exhibition and marketing packages at {site.event.record.title}.",
    )


def sponsor_groups(site: Site, at: UrlContext) -> tuple[SponsorGroup, ...]:
    """Return the sponsors by tier, without tiers that have none."""
    sponsorship = site.event.sponsorship
    if sponsorship is None:
        return ()
    groups: list[SponsorGroup] = []
    for tier in sponsorship.tiers:
        if sponsors := _sponsors_of(site, tier):
            area = area_for_tier(len(groups))
            items = tuple(_sponsor(site, at, sponsor, area) for sponsor in sponsors)
            groups.append(SponsorGroup(tier.name, items))
    return tuple(groups)


def _sponsors_of(site: Site, tier: Tier) -> list[Sponsor]:
    sponsors = site.event.sponsorship.sponsors if site.event.sponsorship else ()
    find = site.event.references["tier"].find
    return [sponsor for sponsor in sponsors if find(sponsor.tier) == tier.id]


def _sponsor(site: Site, at: UrlContext, sponsor: Sponsor, area: int) -> SponsorItem:
    size = partial(logo_size, area=area)
    name, spans = sponsor.name, (sponsor.span("logo"), sponsor.span("logo_dark"))
    return SponsorItem(
        id=sponsor.id,
        name=name,
        href=sponsor.url,
        logo=logo(site, at, sponsor.logo, name, spans[0], "logo", size),
        logo_dark=logo(site, at, sponsor.logo_dark, name, spans[1], "logo_dark", size),
        words=rich_text(site, at, site.prose(sponsor, "words", sponsor.words)),
    )


def _tier(site: Site, tier: Tier) -> TierItem:
    assert site.event.sponsorship is not None
    currency = site.event.sponsorship.settings.currency.value
    return TierItem(
        id=tier.id,
        name=tier.name,
        summary=tier.summary or "",
        price="On request" if tier.price is None else format_money(tier.price, currency),
        subsidised_price=""
        if tier.subsidised_price is None
        else format_money(tier.subsidised_price, currency),
        available=_availability_text(site, tier),
        benefits=tuple(f"{b.name}: {b.amount}" if b.amount else b.name for b in tier.benefits),
        is_sample=tier.sample,
    )


def _availability_text(site: Site, tier: Tier) -> str:
    if tier.available is None:
        return ""
    taken = len(_sponsors_of(site, tier))
    left = tier.available - taken
    if left <= 0:
        return "All taken"
    return f"{left} available" if not taken else f"{left} of {tier.available} left"
