"""Prices of places, with booking, and of packages for sponsors, with the sponsors."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from itertools import chain
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
BOOKABLE = frozenset(
    {
        state.BookingState.NONE,
        state.BookingState.OPEN,
        state.BookingState.FEW_LEFT,
    }
)
FEW_OR_NO_PLACES = frozenset(
    {
        state.BookingState.FEW_LEFT,
        state.BookingState.FULL,
        state.BookingState.CLOSED,
    }
)
MAX_LOWEST_PRICES = 4
MIN_COMPARED = 3
"""Fewest packages of a group that are compared in a table."""
MAX_COMPARED = 5  # more columns are too narrow
MAX_LOGO_COLUMNS = 5
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
        text = N_("Planned: booking opens on %(date)s")
        if site.event.is_confirmed("booking"):
            text = N_("Booking opens on %(date)s")
        return site.gettext(text, date=site.locale.moment(booking.opens))
    if booking and booking.closes and places is state.BookingState.OPEN:
        day = site.locale.moment(booking.closes, implied=time(23, 59))
        return site.gettext("Booking is open until %(date)s", date=day)
    if places is state.BookingState.UNSETTLED and state.has_begun(site.event, moment):
        return ""
    return site.gettext(STATES.get(places, ""))


def availability_facts(site: Site) -> Iterator[views.Fact]:
    """Yield the facts that few or no places are left, and that booking has closed."""

    def places_at(site: Site, moment: datetime) -> state.BookingState:
        return state.booking_state(site.event, moment)

    for places in state.timeline_of(site, places_at):
        if places.value in FEW_OR_NO_PLACES:
            yield views.Fact(
                site.gettext("Places"),
                site.gettext(STATES[places.value]),
                since=places.since,
                until=places.until,
            )


def rate_table(site: Site) -> RateTable | None:
    """Return the rates by period; None without rates."""
    settings = site.event.rates
    if settings is None or not settings.rates:
        return None
    periods = _periods(site, settings)
    rows = []
    for rate in settings.rates:
        prices = _prices_of_row(site, settings, rate, periods)
        rows.append(views.view_of(RateRow, rate, prices=prices))
    return RateTable(periods, tuple(rows), tax_name(site))


def _periods(site: Site, settings: RatesFile) -> tuple[views.DefinitionItem, ...]:
    """Return the periods of all prices, the earliest first.

    A price without days is in all periods, and has one of its own only if no price has
    days.
    """
    prices = {}
    for rate in settings.rates:
        for price in prices_of(rate):
            prices[_period(site, price)] = price
    periods = sorted(prices, key=lambda period: period_of(prices[period]))
    dated_periods = [period for period in periods if period.text]
    return tuple(dated_periods or periods)


def _prices_of_row(
    site: Site,
    settings: RatesFile,
    rate: Rate,
    periods: tuple[views.DefinitionItem, ...],
) -> tuple[PriceItem, ...]:
    """Return the price of a rate in each period; only one if they are the same."""
    items = {}
    for price in prices_of(rate):
        items[_period(site, price)] = _price_item(site, settings, rate, price)
    undated_items = [item for period, item in items.items() if not period.text]
    default = undated_items[0] if undated_items else PriceItem()
    row = tuple(items.get(period, default) for period in periods)
    is_constant = len({item.amount for item in row}) == 1
    return row[:1] if is_constant else row


def tax_name(site: Site) -> str:
    """Return `VAT`, or the name of another tax."""
    return (site.event.rates and site.event.rates.vat_name) or site.gettext("VAT")


def _tax_note(site: Site, settings: RatesFile, amounts: Iterable[Decimal]) -> str:
    """Return `plus VAT` or `including VAT`; empty if all is free."""
    if not any(amounts):
        return ""
    return site.gettext(VAT_NOTES.get(settings.vat, ""), tax=tax_name(site))


def price_text(site: Site, amount: Decimal, currency: str) -> str:
    """Return an amount of money; or “Free”."""
    return site.locale.money(amount, currency) if amount else site.gettext("Free")


def cost_fact(site: Site) -> views.Fact | None:
    """Return the lowest and the highest price of a place, as a link to all prices.

    Return None without rates.
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
        lowest = price_text(site, min(values), currency)
        highest = price_text(site, max(values), currency)
        text = N_("%(lowest)s to %(highest)s") if lowest != highest else "%(lowest)s"
        ranges.append(site.gettext(text, lowest=lowest, highest=highest))
    cost = ", ".join(ranges)
    if note := _tax_note(site, settings, chain.from_iterable(amounts.values())):
        cost = site.gettext("%(price)s %(vat)s", price=cost, vat=note)
    return views.Fact(
        site.gettext("Cost"),
        cost,
        is_sample=any(rate.sample for rate in settings.rates),
        until=state.iso(site.event.ends_at_latest),
        href=url_for(urls.RATES) if urls.RATES in site.shown_kinds else "",
    )


def lowest_prices(site: Site, moment: datetime) -> LowestPrices | None:
    """Return the lowest prices at a moment, or of the next period.

    Return None without rates, and once the event is over.
    """
    settings = site.event.rates
    if settings is None or not settings.rates or site.event.is_over(moment):
        return None
    day = moment.date() if site.event.is_confirmed("booking") else date.min
    prices = _current_prices(site, settings, day)
    main_currency = prices[0].currency if prices else ""

    def order(item: _RatePrice) -> tuple[bool, str, Decimal]:
        return (item.currency != main_currency, item.currency, item.price.amount)

    lowest = sorted(prices, key=order)[:MAX_LOWEST_PRICES]
    labels = set()
    shown_prices = []
    for item in lowest:
        if item.price.label:
            period = _period(site, item.price)
            labels.add(f"{period.title} {period.text}".strip())
        amount = price_text(site, item.price.amount, item.currency)
        shown_prices.append(views.DefinitionItem(amount, item.rate.name))
    common_label = labels.pop() if len(labels) == 1 else ""
    tax_note = _tax_note(site, settings, [item.price.amount for item in lowest])
    return LowestPrices(
        note=views.join(common_label, tax_note),
        prices=tuple(shown_prices),
        is_sample=any(item.rate.sample for item in lowest),
    )


class _RatePrice(Struct, frozen=True):
    """A price with its rate and currency."""

    rate: Rate
    price: Price
    currency: str


def _current_prices(site: Site, settings: RatesFile, day: date) -> list[_RatePrice]:
    """Return the price of each rate on a day; the last one after its end."""
    current = []
    for rate in settings.rates:
        prices = prices_of(rate)
        if not prices:
            continue
        valid = [price for price in prices if period_of(price)[1] >= day]
        price = valid[0] if valid else prices[-1]
        currency = site.event.currency_of(price, rate, settings)
        current.append(_RatePrice(rate, price, currency))
    return current


def _period(site: Site, price: Price) -> views.DefinitionItem:
    """Return the label of a price and its days: `Early booking`, `until 1 March`."""
    start = site.locale.date(price.starts) if price.starts else ""
    end = site.locale.date(price.until) if price.until else ""
    if start and end:
        text = site.gettext("from %(start)s to %(end)s", start=start, end=end)
    elif start:
        text = site.gettext("from %(start)s", start=start)
    elif end:
        text = site.gettext("until %(date)s", date=end)
    else:
        text = ""
    return views.DefinitionItem(price.label or site.gettext("Price"), text)


def _price_item(site: Site, settings: RatesFile, rate: Rate, price: Price) -> PriceItem:
    def is_offered(_: Site, moment: datetime) -> bool:
        is_bookable = state.booking_state(site.event, moment) in BOOKABLE
        return is_bookable and price == state.current_price(rate, moment.date())

    offered = None
    has_period = bool(price.starts or price.until)
    if has_period and site.event.is_confirmed("booking"):
        offered = next(iter(state.timeline_of(site, is_offered)), None)

    currency = site.event.currency_of(price, rate, settings)
    with_vat = ""
    if settings.vat is Vat.EXCLUDED and price.amount:
        total = price.amount * (100 + settings.vat_percent) / 100
        smallest_unit = Decimal(1).scaleb(-CURRENCIES[currency].decimals)
        total = total.quantize(smallest_unit, ROUND_HALF_UP)
        with_vat = site.locale.money(total, currency)
    return PriceItem(
        amount=price_text(site, price.amount, currency),
        with_vat=with_vat,
        offered=offered,
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
    texts = [introduction]
    for group in groups:
        texts += [sponsor.words for sponsor in group.sponsors]
    texts.append(terms)
    figures = chain.from_iterable(text.figure_sources for text in texts)

    booking = site.event.record.booking
    last_day = settings.closes or date.max

    def is_offered(site: Site, moment: datetime) -> bool:
        return moment.date() <= last_day and not site.event.is_over(moment)

    offered = state.timeline_of(site, is_offered)
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
    """Return the sponsors by tier.

    With a limit, return only the first tiers with at most so many sponsors in all, and
    always the first one.
    """
    groups: list[SponsorGroup] = []
    count = 0
    for tier in site.event.records["tier"]:
        sponsors = _sponsors_of(site, tier)
        count += len(sponsors)
        is_within_limit = most is None or count <= most or not groups
        if sponsors and is_within_limit:
            area = TIER_AREAS[min(len(groups), len(TIER_AREAS) - 1)]
            show = partial(site.images.logo, area=area)
            items = tuple(_sponsor_item(site, sponsor, show) for sponsor in sponsors)
            columns = min(len(groups) + 2, MAX_LOGO_COLUMNS)
            if columns > 2 and len(items) % columns == 1:
                columns -= 1  # no logo is alone in the last row
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
    offered = [tier for tier in site.event.records["tier"] if tier.offered]
    for group in event_records.TierGroup:
        tiers = [tier for tier in offered if tier.group is group]
        if not tiers:
            continue
        benefits = chain.from_iterable(tier.benefits for tier in tiers)
        has_details = any(tier.summary or tier.benefits for tier in tiers)
        yield TierGroup(
            name=site.gettext(group.capitalize()),
            tiers=tuple(_tier(site, tier) for tier in tiers),
            benefits=tuple(dict.fromkeys(benefit.name for benefit in benefits)),
            is_compared=has_details and MIN_COMPARED <= len(tiers) <= MAX_COMPARED,
        )


def _tier(site: Site, tier: Tier) -> TierItem:
    currency = site.event.currency_of(tier, site.event.sponsorship)
    price = site.gettext("On request")
    if tier.price is not None:
        price = price_text(site, tier.price, currency)
    subsidised_price = ""
    if tier.subsidised_price is not None:
        subsidised_price = price_text(site, tier.subsidised_price, currency)
    benefits = []
    amounts = {}
    for benefit in tier.benefits:
        if benefit.amount:
            benefits.append(f"{benefit.name}: {benefit.amount}")
        else:
            benefits.append(benefit.name)
        amounts[benefit.name] = benefit.amount or site.gettext("Yes")
    return views.view_of(
        TierItem,
        tier,
        price=price,
        subsidised_price=subsidised_price,
        available=_availability(site, tier),
        benefits=tuple(benefits),
        amounts=amounts,
    )


def _availability(site: Site, tier: Tier) -> str:
    """Return how many of a package are left; empty if their number is not limited."""
    if tier.available is None:
        return ""
    count = len(_sponsors_of(site, tier))
    left = tier.available - count
    if left <= 0:
        return site.gettext("Sold out")
    text = N_("%(left)s of %(all)s left") if count else N_("%(left)s available")
    return site.gettext(text, left=left, all=tier.available)
