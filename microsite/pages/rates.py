"""Prices: of a place, with how to get one, and of packages for sponsors, with those
sponsors.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from msgspec import Struct

from microsite.locales.locale import N_
from microsite.model.currencies import CURRENCIES
from microsite.model.event import period_of, prices_of
from microsite.model.records import event as event_records
from microsite.model.records.event import Price, Rate, RatesFile, Sponsor, Tier, Vat
from microsite.pages import views
from microsite.pages.page import actions
from microsite.site import facts, state, urls
from microsite.site.images import TIER_AREAS
from microsite.site.site import Site
from microsite.site.urls import url_for

STATES = {
    state.BookingState.UNSETTLED: N_("Booking is not open yet"),
    state.BookingState.OPEN: N_("Booking is open"),
    state.BookingState.FEW_LEFT: N_("Few places left"),
    state.BookingState.FULL: N_("Fully booked"),
    state.BookingState.CLOSED: N_("Booking has closed"),
    state.BookingState.OVER: N_("Booking has closed"),
}
BOOKABLE = [state.BookingState[name] for name in ("NONE", "OPEN", "FEW_LEFT")]
MAX_LOWEST_PRICES = 4
MIN_COMPARED, MAX_COMPARED = 3, 5  # packages in the columns of a table
VAT_NOTES = {Vat.EXCLUDED: N_("plus %(tax)s"), Vat.INCLUDED: N_("including %(tax)s")}
VAT_TEXTS = {
    Vat.EXCLUDED: N_("Prices are for one place. %(tax)s at %(percent)s%% is added."),
    Vat.INCLUDED: N_("Prices are for one place and include %(tax)s at %(percent)s%%."),
    Vat.EXEMPT: N_("Prices are for one place. No %(tax)s is charged."),
    Vat.NONE: N_("Prices are for one place."),
}


class PriceItem(Struct, frozen=True, kw_only=True):
    """The price of a rate in a period."""

    amount: str = ""  # `£345`; empty if there is no price for this period
    with_vat: str = ""
    offered: state.TimedValue[bool] | None = None
    """Time at which it can be paid, if prices change."""


class RateRow(Struct, frozen=True, kw_only=True):
    """A sector and its prices."""

    id: str
    name: str
    who: str
    note: str
    prices: tuple[PriceItem, ...]  # one for each period, or one for all
    is_sample: bool


class RateTable(Struct, frozen=True):
    """Prices of a place, by sector and by period."""

    periods: tuple[views.DefinitionItem, ...]
    """Columns, such as `Early booking` with the text `until 28 February 2027`, or
    without.
    """
    rows: tuple[RateRow, ...]
    tax: str  # `VAT`, or the name of another tax


class LowestPrices(Struct, frozen=True, kw_only=True):
    """The lowest prices that hold at the same time."""

    note: str  # `Early booking until 31 March 2027, plus VAT`
    prices: tuple[views.DefinitionItem, ...]  # price and rate: `£295`, `Public sector`
    is_sample: bool


class RatesPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/rates.html may read."""

    introduction: views.RichText
    rates: RateTable | None
    vat: str
    included: tuple[str, ...]
    terms: views.RichText
    states: tuple[state.TimedValue[str], ...]
    """State of booking; at most one at any moment."""
    how: str
    steps: tuple[views.DefinitionItem, ...]  # what happens after booking
    actions: tuple[views.Link, ...]  # links to book, or to wait for a place


def rates_view(site: Site) -> RatesPage:
    """Return the view of rates and booking, of which an event may have only one."""
    settings = site.event.rates
    booking = site.event.record.booking
    steps = booking.steps if booking else ()
    introduction = terms = views.RichText()
    vat = ""
    if settings is not None:
        introduction = views.rich_text(site, site.prose(settings, "introduction"))
        terms = views.rich_text(site, site.prose(settings, "terms"))
        percent = site.locale.number(settings.vat_percent)
        vat = site.gettext(VAT_TEXTS[settings.vat], tax=tax_name(site), percent=percent)
    return RatesPage(
        introduction=introduction,
        rates=rate_table(site),
        vat=vat,
        included=settings.included if settings else (),
        terms=terms,
        states=state.timeline_of(site, booking_status_text),
        how=(booking and booking.how) or "",
        steps=tuple(views.view_of(views.DefinitionItem, step) for step in steps),
        actions=tuple(action for action in actions(site) if ":" in action.href),
    )


def booking_status_text(site: Site, moment: datetime) -> str:
    """Return the state of booking at a moment; or an empty text."""
    booking = site.event.record.booking
    places = state.booking_state(site.event, moment)
    if booking and booking.opens and places is state.BookingState.NOT_YET:
        planned = N_("Planned: booking opens on %(date)s")
        text = (
            N_("Booking opens on %(date)s")
            if site.event.is_confirmed("booking")
            else planned
        )
        return site.gettext(text, date=site.locale.moment(booking.opens))
    if booking and booking.closes and places is state.BookingState.OPEN:
        day = site.locale.moment(booking.closes, implied=time(23, 59))
        return site.gettext("Booking is open until %(date)s", date=day)
    if places is state.BookingState.UNSETTLED and state.has_begun(site.event, moment):
        return ""
    return site.gettext(STATES.get(places, ""))


def availability_facts(site: Site) -> Iterator[views.Fact]:
    """Yield the facts that few or no places are left, and that booking has closed."""
    few = (
        state.BookingState.FEW_LEFT,
        state.BookingState.FULL,
        state.BookingState.CLOSED,
    )
    for places in state.timeline_of(
        site, lambda site, at: state.booking_state(site.event, at)
    ):
        if places.value in few:
            text = site.gettext(STATES[places.value])
            yield views.Fact(
                site.gettext("Places"), text, since=places.since, until=places.until
            )


def rate_table(site: Site) -> RateTable | None:
    """Return the rates by period; None without rates."""
    rates = site.event.rates
    if rates is None or not rates.rates:
        return None
    column = partial(_period, site)
    prices = {column(price): price for rate in rates.rates for price in prices_of(rate)}
    if any(period.text for period in prices):
        prices = {period: price for period, price in prices.items() if period.text}
    periods = tuple(sorted(prices, key=lambda period: period_of(prices[period])))
    rows = []
    for rate in rates.rates:
        items = {
            column(price): _price_item(site, rates, rate, price)
            for price in prices_of(rate)
        }
        always = next(
            (item for period, item in items.items() if not period.text), PriceItem()
        )
        row = tuple(items.get(period, always) for period in periods)
        is_constant = len({item.amount for item in row}) == 1
        rows.append(
            views.view_of(RateRow, rate, prices=row[:1] if is_constant else row)
        )
    return RateTable(periods, tuple(rows), tax_name(site))


def tax_name(site: Site) -> str:
    """Return `VAT`, or the name of another tax."""
    return (site.event.rates and site.event.rates.vat_name) or site.gettext("VAT")


def _tax_note(site: Site, settings: RatesFile, amounts: Iterable[Decimal]) -> str:
    """Return `plus VAT` or `including VAT`; empty if all is free."""
    return site.gettext(
        VAT_NOTES.get(settings.vat, "") if any(amounts) else "", tax=tax_name(site)
    )


def price_text(site: Site, amount: Decimal, currency: str) -> str:
    """Return an amount of money; or “Free”."""
    return site.locale.money(amount, currency) if amount else site.gettext("Free")


def cost_fact(site: Site) -> views.Fact | None:
    """Return the lowest and the highest price of a place, as a link to all; None
    without rates.
    """
    settings = site.event.rates
    if settings is None or not settings.rates:
        return None
    amounts: dict[str, list[Decimal]] = {}
    for rate in settings.rates:
        for price in prices_of(rate):
            currency = site.event.currency_of(price, rate, settings)
            amounts.setdefault(currency, []).append(price.amount)
    ranges = []
    for currency, values in amounts.items():
        lowest, highest = (
            price_text(site, end, currency) for end in (min(values), max(values))
        )
        text = N_("%(lowest)s to %(highest)s") if lowest != highest else "%(lowest)s"
        ranges.append(site.gettext(text, lowest=lowest, highest=highest))
    prices = ", ".join(ranges)
    vat = _tax_note(
        site, settings, (amount for each in amounts.values() for amount in each)
    )
    return views.Fact(
        site.gettext("Cost"),
        site.gettext("%(price)s %(vat)s", price=prices, vat=vat) if vat else prices,
        is_sample=any(rate.sample for rate in settings.rates),
        until=state.iso(site.event.ends_at_latest),
        href=url_for(urls.RATES) if urls.RATES in site.shown_kinds else "",
    )


def lowest_prices(site: Site, moment: datetime) -> LowestPrices | None:
    """Return the lowest prices at a moment, or of the next period; None without
    rates.
    """
    settings = site.event.rates
    day = moment.date() if site.event.is_confirmed("booking") else date.min
    if settings is None or not settings.rates or site.event.is_over(moment):
        return None
    current = []
    for rate in settings.rates:
        if prices := prices_of(rate):
            last = next(
                (price for price in prices if period_of(price)[1] >= day), prices[-1]
            )
            current.append((site.event.currency_of(last, rate, settings), last, rate))
    first = current[0][0] if current else ""
    current.sort(key=lambda row: (row[0] != first, row[0], row[1].amount))
    current = current[:MAX_LOWEST_PRICES]
    periods = (_period(site, price) for _, price, _ in current if price.label)
    labels = {f"{period.title} {period.text}".strip() for period in periods}
    note = _tax_note(site, settings, (price.amount for _, price, _ in current))
    rows = (
        (price_text(site, it.amount, currency), rate.name)
        for currency, it, rate in current
    )
    return LowestPrices(
        note=views.join(*(labels if len(labels) == 1 else ()), note),
        prices=tuple(views.DefinitionItem(*row) for row in rows),
        is_sample=any(rate.sample for _, _, rate in current),
    )


def _period(site: Site, price: Price) -> views.DefinitionItem:
    start, end = (
        site.locale.date(day) if day else "" for day in (price.starts, price.until)
    )
    text = N_("from %(start)s") if start else ""
    if end:
        text = N_("from %(start)s to %(end)s") if start else N_("until %(date)s")
    text = site.gettext(text, start=start, end=end, date=end)
    return views.DefinitionItem(price.label or site.gettext("Price"), text)


def _price_item(site: Site, settings: RatesFile, rate: Rate, price: Price) -> PriceItem:
    def is_offered(_: Site, moment: datetime) -> bool:
        is_bookable = state.booking_state(site.event, moment) in BOOKABLE
        return is_bookable and price == state.current_price(rate, moment.date())

    changes = bool(price.starts or price.until) and site.event.is_confirmed("booking")
    times = state.timeline_of(site, is_offered) if changes else ()
    total = price.amount * (100 + settings.vat_percent) / 100
    currency = site.event.currency_of(price, rate, settings)
    total = total.quantize(
        Decimal(1).scaleb(-CURRENCIES[currency].decimals), ROUND_HALF_UP
    )
    is_taxed = settings.vat is Vat.EXCLUDED and price.amount
    return PriceItem(
        amount=price_text(site, price.amount, currency),
        with_vat=site.locale.money(total, currency) if is_taxed else "",
        offered=next(iter(times), None),
    )


class SponsorItem(Struct, frozen=True, kw_only=True):
    """A sponsor."""

    id: str
    name: str
    href: str
    logo: views.Picture | None
    logo_dark: views.Picture | None
    logo_has_name: bool
    words: views.RichText
    jobs: tuple[views.Link, ...]
    """Jobs that are still open, each until the end of its last day."""
    custom: tuple[facts.CustomFact, ...]


class SponsorGroup(Struct, frozen=True):
    """The sponsors of one tier."""

    tier: str
    sponsors: tuple[SponsorItem, ...]
    columns: int
    """Columns of logos on a wide screen: more in each tier, none alone in the last row.
    """


class TierItem(Struct, frozen=True, kw_only=True):
    """A package for sponsors."""

    id: str
    name: str
    summary: str
    price: str
    subsidised_price: str
    available: str  # `3 available`, `1 of 3 left`, `Fully booked`, or empty
    benefits: tuple[str, ...]
    amounts: dict[str, str]  # amounts of the benefits by name, or `Yes`
    is_sample: bool


class TierGroup(Struct, frozen=True):
    """Packages of the same group."""

    name: str
    tiers: tuple[TierItem, ...]
    benefits: tuple[str, ...]  # names of what at least one of them includes
    is_compared: bool  # True for at least three packages, and no more than fit a phone


class SponsorshipPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/sponsorship.html may read."""

    introduction: views.RichText
    places: str
    closes: str
    offered: state.TimedValue[bool] | None
    """Until the last day of the offer; None after it."""
    contact: str
    groups: tuple[SponsorGroup, ...]
    packages: tuple[TierGroup, ...]
    subsidy: str
    terms: views.RichText
    figure_sources: tuple[views.FigureItem, ...]


def sponsorship_view(site: Site) -> SponsorshipPage | None:
    """Return the view of sponsors and packages; None without sponsors.yaml."""
    settings = site.event.sponsorship
    if settings is None:
        return None
    groups = sponsor_groups(site)
    introduction = views.rich_text(site, site.prose(settings, "introduction"))
    terms = views.rich_text(site, site.prose(settings, "terms"))
    words = (sponsor.words for group in groups for sponsor in group.sponsors)
    figures = (
        source
        for text in (introduction, *words, terms)
        for source in text.figure_sources
    )
    booking = site.event.record.booking
    last_day = settings.closes or date.max
    offered = state.timeline_of(
        site, lambda site, at: at.date() <= last_day and not site.event.is_over(at)
    )
    return views.view_of(
        SponsorshipPage,
        settings,
        site.locale,
        introduction=introduction,
        places=str((booking and booking.places) or ""),
        offered=next(iter(offered), None),
        groups=groups,
        packages=tuple(packages(site)),
        terms=terms,
        figure_sources=tuple(dict.fromkeys(figures)),
    )


def sponsor_groups(site: Site, most: int | None = None) -> tuple[SponsorGroup, ...]:
    """Return the sponsors by tier: the first tiers with at most so many in all, at
    least one.
    """
    groups: list[SponsorGroup] = []
    count = 0
    for tier in site.event.records["tier"]:
        sponsors = _sponsors_of(site, tier)
        count += len(sponsors)
        if sponsors and (most is None or count <= most or not groups):
            show = partial(
                site.images.logo, area=TIER_AREAS[min(len(groups), len(TIER_AREAS) - 1)]
            )
            items = tuple(_sponsor_item(site, sponsor, show) for sponsor in sponsors)
            columns = min(len(groups) + 2, 5)
            if columns > 2 and len(items) % columns == 1:
                columns -= 1
            groups.append(SponsorGroup(tier.name, items, columns))
    return tuple(groups)


def _sponsor_item(site: Site, sponsor: Sponsor, show: Any) -> SponsorItem:
    """Return the view of a sponsor.

    Without an address or logo, it has its organisation’s.
    """
    organisation = site.organisation(sponsor.name)
    branded = sponsor if sponsor.logo or organisation is None else organisation
    alt = sponsor.name if branded.logo_has_name else ""  # else the name is beside it
    return views.view_of(
        SponsorItem,
        sponsor,
        href=sponsor.url or (organisation and organisation.url) or "",
        logo=views.picture(site, branded, "logo", show, alt),
        logo_dark=views.picture(site, branded, "logo_dark", show, alt),
        logo_has_name=branded.logo_has_name,
        words=views.rich_text(site, site.prose(sponsor, "words")),
        jobs=tuple(_jobs(site, sponsor)),
        custom=facts.custom_facts(site, sponsor),
    )


def _jobs(site: Site, sponsor: Sponsor) -> Iterator[views.Link]:
    for job in sponsor.jobs:
        if job.closes is None:
            yield views.Link(job.title, job.url)
        elif job.closes >= site.as_of:
            until = state.start_of(site.event, job.closes + timedelta(days=1))
            text = site.gettext("until %(date)s", date=site.locale.date(job.closes))
            yield views.Link(job.title, job.url, text, until=state.iso(until))


def _sponsors_of(site: Site, tier: Tier) -> list[Sponsor]:
    find = site.event.references["tier"].find
    return [
        sponsor
        for sponsor in site.event.records["sponsor"]
        if find(sponsor.tier) == tier.id
    ]


def packages(site: Site) -> Iterator[TierGroup]:
    """Yield the packages that are offered, by group."""
    for group in event_records.TierGroup:
        tiers = [
            it for it in site.event.records["tier"] if it.offered and it.group is group
        ]
        names = dict.fromkeys(
            benefit.name for tier in tiers for benefit in tier.benefits
        )
        is_compared = MIN_COMPARED <= len(tiers) <= MAX_COMPARED
        is_compared = is_compared and any(
            tier.summary or tier.benefits for tier in tiers
        )
        items = tuple(_tier(site, tier) for tier in tiers)
        if tiers:
            yield TierGroup(
                site.gettext(group.capitalize()), items, tuple(names), is_compared
            )


def _tier(site: Site, tier: Tier) -> TierItem:
    currency = site.event.currency_of(tier, site.event.sponsorship)
    amounts = (tier.price, tier.subsidised_price)
    prices = [
        "" if amount is None else price_text(site, amount, currency)
        for amount in amounts
    ]
    available = ""
    count = len(_sponsors_of(site, tier))
    if tier.available is not None:
        left = tier.available - count
        text = N_("%(left)s of %(all)s left") if count else N_("%(left)s available")
        text = text if left > 0 else N_("Sold out")
        available = site.gettext(text, left=left, all=tier.available)
    return views.view_of(
        TierItem,
        tier,
        price=prices[0] or site.gettext("On request"),
        subsidised_price=prices[1],
        available=available,
        benefits=tuple(
            f"{b.name}: {b.amount}" if b.amount else b.name for b in tier.benefits
        ),
        amounts={
            benefit.name: benefit.amount or site.gettext("Yes")
            for benefit in tier.benefits
        },
    )
