"""Sponsors, and packages for sponsors."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from msgspec import Struct

from microsite.model.records.rates import Sponsor, Tier
from microsite.pages.page import Page, make_page
from microsite.pages.views import (
    FigureItem,
    Picture,
    RichText,
    figure_sources_of,
    logo,
    rich_field,
    view_of,
)
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
    figure_sources: tuple[FigureItem, ...]


def build_sponsorship(site: Site, at: UrlContext) -> Page:
    """Build the page of sponsors and packages."""
    sponsorship, organiser = site.event.sponsorship, site.event.record.organiser
    assert sponsorship is not None
    tiers = tuple(_tier(site, tier) for tier in sponsorship.tiers if tier.offered)
    introduction = rich_field(site, at, sponsorship.settings, "introduction")
    groups = sponsor_groups(site, at)
    words = (sponsor.words for group in groups for sponsor in group.sponsors)
    view = SponsorshipPage(
        introduction=introduction,
        groups=groups,
        tiers=tiers,
        subsidy=sponsorship.settings.subsidy or "",
        has_subsidy=any(tier.subsidised_price for tier in tiers),
        is_provisional=any(tier.is_sample for tier in tiers),
        phone=organiser.phone or "",
        email=organiser.email or "",
        figure_sources=figure_sources_of(introduction, *words),
    )
    return make_page(site, "sponsorship", at, view)


def sponsor_groups(site: Site, at: UrlContext) -> tuple[SponsorGroup, ...]:
    """Return the sponsors by tier, without tiers that have none."""
    groups: list[SponsorGroup] = []
    for tier in site.event.sponsorship.tiers if site.event.sponsorship else ():
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
    size, name = partial(logo_size, area=area), sponsor.name
    return view_of(
        SponsorItem,
        sponsor,
        href=sponsor.url,
        logo=logo(site, at, sponsor.logo, name, sponsor.span("logo"), size),
        logo_dark=logo(site, at, sponsor.logo_dark, name, sponsor.span("logo_dark"), size),
        words=rich_field(site, at, sponsor, "words"),
    )


def _tier(site: Site, tier: Tier) -> TierItem:
    return view_of(
        TierItem,
        tier,
        price=_money(site, tier.price) or "On request",
        subsidised_price=_money(site, tier.subsidised_price),
        available=_availability_text(site, tier),
        benefits=tuple(f"{b.name}: {b.amount}" if b.amount else b.name for b in tier.benefits),
        is_sample=tier.sample,
    )


def _money(site: Site, amount: Decimal | None) -> str:
    sponsorship = site.event.sponsorship
    if amount is None or sponsorship is None:
        return ""
    return format_money(amount, sponsorship.settings.currency.value)


def _availability_text(site: Site, tier: Tier) -> str:
    if tier.available is None:
        return ""
    taken = len(_sponsors_of(site, tier))
    left = tier.available - taken
    if left <= 0:
        return "All taken"
    return f"{left} available" if not taken else f"{left} of {tier.available} left"
