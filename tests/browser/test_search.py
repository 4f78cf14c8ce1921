"""Search: its index is loaded on first use, and the best answer comes first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from playwright.sync_api import Browser, Page, expect

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.browser.opened import (
    affected,
    emptied,
    faults,
    finished,
    hold_requests,
    opened,
    tidewater,
    wait_for,
    with_long_texts,
)
from tests.built import AS_OF, built
from tests.making import EVENT, sessions_yaml, write_project

Serve = Callable[[Path], str]


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """Open a window for the tests of `page`."""
    with opened(browser) as page:
        yield page


@pytest.fixture
def page(window: Page, serve_folder: Serve) -> Iterator[Page]:
    """Open the search page."""
    with emptied(window, {"width": 1280, "height": 720}) as page:
        page.goto(f"{serve_folder(tidewater())}/search/index.html")
        page.get_by_role("searchbox").wait_for()
        yield page


def find(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)


def results(page: Page) -> list[str]:
    return page.locator(".search ol a").all_inner_texts()


def wait_for_status(page: Page, text: str) -> None:
    expect(page.locator(".search [role=status]")).to_have_text(text)


def test_search_loads_index_once_on_first_use(page: Page) -> None:
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.wait_for_load_state("networkidle")
    assert not any(url.endswith("index.txt") for url in urls)
    find(page, "wall")
    expect(page.locator(".search ol a").first).to_be_visible()
    find(page, "walls")
    find(page, "marsh")
    page.wait_for_load_state("networkidle")
    assert [url.rpartition("/")[2] for url in urls if "/search/" in url] == [
        "index.txt"
    ]
    assert page.get_by_role("searchbox").evaluate("field => field.offsetHeight") == 56


def test_search_ranks_titles_first(page: Page) -> None:
    find(page, "sea")
    expect(page.locator(".search ol a").first).to_be_visible()
    titles = results(page)
    with_word = [title for title in titles if "sea" in title.lower().split()]
    assert with_word
    assert titles[: len(with_word)] == with_word
    assert len(titles) > len(with_word)  # other entries mention it


def test_search_ignores_case_and_accents(page: Page) -> None:
    for query in ("łucja", "LUCJA", "Lucja Falochronska", "falochr"):
        find(page, "")
        expect(page.locator(".search ol a")).to_have_count(0)
        find(page, query)
        expect(page.locator(".search ol a").first, query).to_have_text(
            "Łucja Falochrońska"
        )


def test_search_finds_every_kind_of_content(page: Page) -> None:
    for query, kind, title in (
        ("ليلى", "Speaker", "ليلى"),
        ("rehearse a flood", "Resource", "Everybody gets wet"),
        ("slippery", "Page", "Be kind, it is slippery"),
        ("booking open", "News", "Booking is open"),
        ("hearing loop", "Page", "Venue and access"),
    ):
        find(page, query)
        first = page.locator(".search ol > li").filter(has_text=title).first
        expect(first, query).to_contain_text(kind)


def test_search_without_results_suggests_words_of_the_site(page: Page) -> None:
    find(page, "wall zebra giraffe")
    wait_for_status(page, "No results. Try other words, or the pages below.")
    assert results(page) == []
    expect(page.locator(".search__help")).to_have_text("Search for: wall")
    find(page, "xyzzy")
    expect(page.locator(".search__help")).to_be_empty()
    find(page, "a")
    wait_for_status(page, "Type another letter.")


def test_search_without_an_answer_suggests_pages_to_look_at(page: Page) -> None:
    """Guesses are not called results, and no word is corrected to one of another meaning."""
    for query, pages in (
        ("smoking", ["Venue and access", "Contact"]),
        ("smokin", ["Venue and access", "Contact"]),
        ("dress code", ["Contact"]),
    ):
        find(page, query)
        expect(page.locator(".search ol a"), query).to_have_text(pages)
        wait_for_status(page, f"No results. The nearest page is {pages[0]}.")
        expect(page.locator(".search__help")).to_be_empty()
    expect(page.locator(".search ol > li")).to_contain_text("hello@tidewater.example")


def test_search_corrects_typing_errors_and_says_so(page: Page) -> None:
    find(page, "rehersal")
    status = page.locator(".search [role=status]")
    expect(status).to_contain_text(
        re.compile(r"^\d+ results for rehearsal\. You typed rehersal\.$")
    )
    page.get_by_role("link", name="Search for rehersal only").click()
    wait_for_status(page, "No results. Try other words, or the pages below.")


def test_search_finds_the_end_of_a_word_if_there_is_nothing_else(page: Page) -> None:
    """In German, “Hund” finds “Lesehunde”."""
    find(page, "hearsal")
    expect(page.locator(".search ol mark").first).to_have_text("rehearsal")
    expect(page.locator(".search [role=status]")).to_have_text(
        re.compile(r"^\d+ results\.$")
    )


def test_search_shows_hits_in_context(page: Page) -> None:
    find(page, "step-free")
    first = page.locator(".search ol > li").first
    expect(first.get_by_role("link")).to_contain_text("Venue and access › ")
    expect(first.locator("mark").first).to_be_visible()
    assert len(first.locator("p.small").inner_text()) <= 162  # with marks of omission


def test_search_lists_rounds_of_a_session_once(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.goto(
            f"{serve_folder(built('first').output)}/search/index.html?q=before+exclusion"
        )
        first = page.locator(".search ol > li").first
        expect(first).to_contain_text("11:40 to 12:30")
        expect(first).to_contain_text("14:55 to 15:45")


def test_search_query_is_in_address(page: Page) -> None:
    find(page, "golf")
    expect(page.locator(".search ol a").first).to_have_text(
        "Giving the golf course back"
    )
    assert page.url.endswith("?q=golf")
    page.locator(".search ol a").first.click()
    page.wait_for_url("**/programme/giving-the-golf-course-back/index.html")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("golf")
    expect(page.locator(".search ol a").first).to_have_text(
        "Giving the golf course back"
    )
    page.get_by_role("searchbox").fill("")
    page.wait_for_url("**/search/index.html")
    wait_for_status(page, "")


def test_search_works_by_keyboard(page: Page) -> None:
    page.get_by_role("searchbox").focus()
    page.keyboard.type("pump")
    page.keyboard.press("Enter")
    expect(page.locator(".search ol a").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".search ol a").first).to_be_focused()
    assert page.get_by_role("search").count() == 1


def test_arrow_keys_move_between_field_and_results(page: Page) -> None:
    field, links = page.get_by_role("searchbox"), page.locator(".search ol a")
    field.fill("sea")
    expect(links.nth(1)).to_be_visible()
    for key, target in (("Down", 0), ("Down", 1), ("Up", 0)):
        page.keyboard.press(f"Arrow{key}")
        expect(links.nth(target)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    address = links.first.get_attribute("href")
    page.keyboard.press("Enter")
    assert address
    page.wait_for_url(address)


def test_count_is_announced_half_a_second_after_the_last_letter(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.goto(f"{serve_folder(tidewater())}/search/index.html")
        find(page, "wall")
        expect(page.locator(".search [role=status]")).to_contain_text(
            "result"
        )  # no timer is left
        find(page, "")
        wait_for_status(page, "")
        page.clock.install(time="2027-01-15T09:00:00Z")
        page.clock.pause_at("2027-01-15T09:00:01Z")
        for letters in ("wal", "wall"):  # known words: nothing else has to be loaded
            find(page, letters)
            page.clock.run_for(140)
        status = page.locator(".search [role=status]")
        for passed, is_announced in ((20, False), (330, False), (20, True)):
            page.clock.run_for(passed)
            assert ("result" in status.inner_text()) == is_announced


def test_exit_clears_the_words_of_the_search(
    browser: Browser, serve_folder: Serve
) -> None:
    """They are in the address of the page that “Exit” replaces, and kept nowhere else."""
    with opened(browser) as page:
        page.route(
            "https://elsewhere.example/**", lambda route: route.fulfill(body="Weather")
        )
        page.goto(f"{serve_folder(affected())}/search/index.html")
        before = page.evaluate("history.length")
        page.get_by_role("searchbox").fill("opening")
        expect(page.locator(".search ol a").first).to_be_visible()
        assert page.url.endswith("?q=opening")
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        page.get_by_role("link", name="Exit this page").last.click()
        page.wait_for_url("https://elsewhere.example/**")
        assert page.evaluate("history.length") == before
        page.go_back()
        assert page.url == "about:blank"


def test_search_results_lead_to_existing_pages(page: Page) -> None:
    find(page, "the")
    expect(page.locator(".search ol a").first).to_be_visible()
    for link in page.locator(".search ol a").all():
        address = link.get_attribute("href")
        assert address
        answer = page.request.get(address)
        assert answer.ok, address
        if "#" in address:
            assert f'id="{address.partition("#")[2]}"' in answer.text()


def test_search_reports_failed_index(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        page.route("**/index.txt", lambda route: route.abort())
        page.goto(f"{serve_folder(tidewater())}/search/index.html?q=wall")
        wait_for_status(page, "Search is not available. Use the links below.")
        page.unroute("**/index.txt")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".search ol a").first).to_be_visible()


ANNOUNCED = """status => {
    window.announced = [];
    new MutationObserver(() => announced.push(status.textContent)).observe(status, { childList: true });
}"""


def test_ends_of_long_texts_follow_the_first_results(
    browser: Browser, serve_folder: Serve
) -> None:
    """The count waits for them. A result that has the focus keeps it, and nothing scrolls."""
    with opened(browser, viewport={"width": 390, "height": 320}) as page:
        routes = hold_requests(page, "**/rest.json")
        page.goto(f"{serve_folder(with_long_texts())}/search/index.html")
        page.locator(".search [role=status]").evaluate(ANNOUNCED)
        find(page, "lantern")
        expect(page.locator(".search ol a")).to_have_text(["Gulls"])
        page.keyboard.press("ArrowDown")
        wait_for(page, lambda: bool(routes))
        page.wait_for_timeout(400)
        assert page.evaluate("announced") == []
        page.evaluate("scrollTo({ top: 40, behavior: 'instant' })")
        routes[0].continue_()
        expect(page.locator(".search ol a")).to_have_text(["Gulls", "Seals"])
        wait_for_status(page, "2 results.")
        expect(page.get_by_role("link", name="Gulls")).to_be_focused()
        assert page.evaluate("scrollY") == 40
        assert page.evaluate("announced") == ["2 results."]
        find(page, "zepelin")
        wait_for_status(page, "1 result for zeppelin. You typed zepelin.")
        assert results(page) == ["Terns"]
        assert len(routes) == 1
        assert faults(page) == []


def test_search_without_ends_of_long_texts_finds_their_beginnings(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.route("**/rest.json", lambda route: route.abort())
        page.goto(f"{serve_folder(with_long_texts())}/search/index.html?q=lantern")
        wait_for_status(page, "1 result.")
        find(page, "zeppelin")
        wait_for_status(page, "No results. Try other words, or the pages below.")


def test_search_page_has_links_without_scripts(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{serve_folder(tidewater())}/search/index.html")
        assert page.locator("main input, main button").count() == 0
        assert (
            page.locator(".search").evaluate(
                "element => element.getBoundingClientRect().height"
            )
            == 0
        )
        links = page.locator("main .list a").all_inner_texts()
        assert links[:8] == [
            "Programme",
            "Speakers",
            "Venue and access",
            "Rates and booking",
            "Resources",
            "Sponsorship and exhibition",
            "Flooded, and worn out by it?",
            "Contact",
        ]
        assert {"What we heard", "News"} <= set(links)
        page.get_by_role("link", name="the full event on one page").click()
        expect(
            page.get_by_role("heading", name="Giving the golf course back")
        ).to_be_attached()


QUERIES = """\
price: rates/
how much does it cost: rates/
fees: rates/
VAT: rates/
refund: rates/
cancel my booking: rates/
send someone else instead: rates/
when does booking open: rates/
register: rates/
CPD certificate: rates/
agenda: programme/
program: programme/
programe: programme/
workshops: programme/
exhibition stand: sponsorship/
advertise: sponsorship/
wheelchair: venue/
BSL: venue/
vegetarian: venue/
nearest station: venue/
quiet room: venue/
large print: venue/
childline: help/
999: help/
exit this page: help/
phone number: contact/
exclusoin: programme/before-exclusion/
nures: speakers/named-nurse/
prosecuter: speakers/specialist-prosecutor/
childrens services: speakers/director-of-childrens-services/
children's society: resources/
missing from care: programme/children-in-care/
return home interview: programme/children-in-care/
information sharing: programme/sharing-what-you-know/
section 45: programme/victim-first/
NRM: programme/after-the-referral/
46,000: resources/
807%: resources/
where do the figures come from: news/where-our-figures-come-from/
content warning: safeguarding-and-wellbeing/
photographs: safeguarding-and-wellbeing/
screen reader: accessibility/
£295: rates/
295: rates/
Room B: venue/
step free: venue/
guide dog: venue/
cancellation policy: rates/
early bird: rates/
email address: contact/
group discount: rates/
purchase order: rates/
cost for charities: rates/
can I pay by card: rates/
waiting list: rates/
business case: make-the-case/
convince my manager: make-the-case/
who is speaking: speakers/
what time does it finish: programme/
date: programme/
CPD record: my-record/
MACE: terms/
contextual safeguarding: terms/
debt bondage: terms/
looked after children: programme/children-in-care/
school exclusion: programme/before-exclusion/
GDPR information sharing: programme/sharing-what-you-know/
networking: programme/networking/
questions for the panel: programme/questions-to-the-panel/
hotel: venue/
where is it: venue/
when is it: programme/
subtitles: venue/
disabled toilet: venue/
wheelchair user: venue/
carer: venue/
gluten free: venue/
dietary requirements: venue/
breastfeeding: venue/
blue badge: venue/
autism: venue/
taxi: venue/
easy read: accessibility/
sponsorship packages: sponsorship/
exhibitor prices: sponsorship/
stall: sponsorship/
leaflet in delegate bag: sponsorship/
my son is missing: help/
worried about my daughter: help/
report a concern: help/
anonymous: help/
emergency: help/
hide this page: help/
crimestopers: help/
press: contact/
media enquiries: contact/
statistics: resources/
home office: resources/
policy foresight: about-policy-foresight/
cookies: privacy/
safegaurding: safeguarding-and-wellbeing/
upset: safeguarding-and-wellbeing/
how much is it for a council: rates/
can I bring my team: rates/
deadline for booking: rates/
bursary: rates/
student: rates/
terms and conditions: rates/
become a sponsor: sponsorship/
logo on website: sponsorship/
train times: venue/
quiet space: venue/
slides in advance: venue/
baby changing: venue/
my child is in a gang: help/
I think my son is being groomed: help/
someone is forcing me to sell drugs: help/
signs of county lines: help/
someone to talk to: help/
I need help: help/
police number: help/
can I leave the room: safeguarding-and-wellbeing/
can I watch online: about-policy-foresight/
live stream: about-policy-foresight/
who are you: about-policy-foresight/
01753 373096: contact/
20 May: programme/
LAC: programme/children-in-care/
county lines definition: terms/
how do I know if my child is being exploited: help/
report drug dealing: help/
anxiety: venue/
can I bring my support worker: venue/
sponsor deadline: sponsorship/
talk to someone about my own experience: help/
which workshop is about missing children: programme/children-in-care/
is there BSL in the panel: venue/
when will speakers be announced: news/programme-and-venue-to-be-announced/
non profit rate: rates/
is it free: rates/
who do I ask: contact/
is it recorded: safeguarding-and-wellbeing/
I was exploited: help/
child line: help/
timetabel: programme/
weelchair access: venue/
quite room: venue/
stand prices: sponsorship/
what is cuckooing: terms/
what does it cost us: rates/
can I bring my partnership: rates/
when may I leave the room: safeguarding-and-wellbeing/
tell me when I can book: rates/
bike: venue/
postcode: venue/
runaway: help/
what is on now: today/
sold out: rates/
can I attend online: about-policy-foresight/
luggage: venue/
where can I leave my bags: venue/
smoking: venue/
parking: venue/
tram: venue/
first aid: venue/
map: venue/
floor plan: venue/
captions: venue/
accomodation: venue/
how do I get there: venue/
is lunch included: rates/
can someone take my place: rates/
VAT number: rates/
lunch: programme/
who is speaking about exclusion: programme/before-exclusion/
insurance: contact/
dress code: contact/
who is organising this: contact/
banner: sponsorship/
safeguarding policy: safeguarding-and-wellbeing/
can I take pictures: safeguarding-and-wellbeing/
cookie policy: privacy/
stats: resources/
emergency number: help/
who to call: help/
I am deaf: venue/
sat nav: venue/
what is the refund policy: rates/
"""
TIDEWATER_QUERIES = """\
pumps: programme/pumps/
flood rehersal: programme/flood-rehearsal/
İlkay: speakers/ilkay-gelgitoglu/
ilkay: speakers/ilkay-gelgitoglu/
الموجاوي: speakers/layla-almawjawi/
golf: programme/giving-the-golf-course-back/
sandbag: programme/sandbags/
who pays: programme/who-pays-for-the-last-house/
school: programme/school-at-four-in-the-morning/
tide guage: programme/drainpipe-gauge/
amphibious bus: programme/amphibious-buses/
dinner: programme/dinner/
poster: programme/posters/
vegan: programme/
thorhildur: speakers/thorhildur-flaedardottir/
ruairi: speakers/ruairi-o-taoide/
tome dagua: speakers/tome-dagua-parada/
נועם: speakers/noam-galimelach/
thuy trieu: speakers/song-thi-thuy-trieu/
mayor: speakers/prudence-overtopping/
student ticket: rates/
refund: rates/
watch online: joining-online/
flights: coming-without-flying/
code of conduct: code-of-conduct/
recordings: recordings/
wheelchair: venue/
map of kitchens: resources/
when is it: programme/
where is it: venue/
bike: venue/
organisers: team/
video: recordings/
sold out: rates/
cloakroom: venue/
lockers: venue/
parking: venue/
tram: venue/
subtitles: venue/
map: venue/
changing table: venue/
ferry times: venue/
plane: coming-without-flying/
zoom: venue/
bollard: team/
who is speaking about pumps: programme/pumps/
dress code: contact/
slides: recordings/
presentations: recordings/
"""
HOSPITAL_QUERIES = """\
first aid: today/
doctor: today/
parking: venue/
where do I park: venue/
blue badge: venue/
wifi code: today/
defibrillator: today/
opening hours: contact/
map: venue/
floor plan: venue/
luggage: venue/
tram: venue/
subtitles: venue/
smoking: programme/smoking/
smoking area: venue/
insurance: programme/insurance/
travel insurance: contact/
hotel: staying/
cheap hotels: staying/
invoice: rates/
joining instructions: rates/
day ticket: rates/
can I come for one day: rates/
when can we set up our stand: sponsorship/
who do I contact about sponsorship: sponsorship/
logo format: sponsorship/
thistlewick: team/
organisers: team/
lunch: programme/
what's for lunch: programme/
CPD hours: index.html
"""
"""Of a site whose sessions have the words of practical questions in their titles."""
FRENCH_QUERIES = """\
combien ça coûte: rates/
c'est gratuit ?: rates/
tarifs réduits: rates/
rembourssement: rates/
annuler l'inscription: rates/
comment s'inscrire: rates/
à quelle heure ça commence: programme/
quand est-ce qu'on mange: programme/
qui parle: speakers/
conférencière: speakers/
d'Ambre: speakers/lise-dambre/
malentendants: venue/
LSF: venue/
où est le musée des Rives: venue/
garderie: venue/
suivre en direct: venue/
parking: venue/
RGPD: vie-privee/
poser une question: contact/
soumettre un résumé: appel/
intolérance: cuisine/
bagages: venue/
fumer: venue/
hôtel: venue/
assurance: contact/
"""
SPANISH_QUERIES = """\
cuánto cuesta: rates/
es gratis: rates/
cómo me inscribo: rates/
devolución: rates/
cuándo es el almuerzo: programme/
talleres: programme/taller/
conferencistas: speakers/
intérprete: venue/
lengua de signos: venue/
puedo llevar a mi bebé: venue/
transmisión en vivo: venue/
parqueadero: venue/
dónde queda: venue/
fecha límite resúmenes: appel/
patrocinador: sponsorship/
precio del stand: sponsorship/
clave wifi: today/
alergia: cuisine/
intolerancia: cuisine/
equipaje: venue/
médico: venue/
hotel: venue/
seguro de viaje: contact/
"""


QUESTIONS_QUERIES = """\
how do I get there: questions/
where can I park: questions/
nearest station: questions/
wheelchair: questions/
step free: questions/
lift: questions/
CPD: questions/
FAQ: questions/
will the slides be online: questions/
hotel: venue/
where to stay: venue/
livestream: venue/
refund: contact/
exhibit: contact/
tour: bridge/
"""
"""Of a site that says little about its venue, and has a page of questions."""


@cache
def with_questions() -> Path:
    """Build a site with a page of frequently asked questions."""
    questions = {
        "How do I get there?": "Buses stop at the gate.",
        "Is the building accessible?": "There is a side door.",
        "Can I have a certificate?": "Yes.",
        "Will slides be published?": "A week after the event.",
    }
    headings = "".join(f"\n## {title}\n\n{text}\n" for title, text in questions.items())
    files = {
        "data/sessions.yaml": sessions_yaml(
            "id: lifts\ntitle: Lifts and swings\nstart: 10:00",
            "id: loads\ntitle: Parking loads\nstart: 11:00",
        ),
        "content/pages/questions.md": f"---\ntitle: Frequently asked questions\n---\n{headings}",
        "content/pages/bridge.md": "---\ntitle: Visit to the bridge\n---\nBring boots.\n",
    }
    root = Path(mkdtemp(prefix="microsite-"))
    event = f"{EVENT}venue: {{name: Pumping House}}\n"
    return finished(Project.at(write_project(root, files, event)), date(2027, 1, 15))


@cache
def hospital() -> Path:
    """Build a conference of nurses."""
    event = (
        EVENT
        + """\
cpd: {hours: 11, statement: You receive a certificate for revalidation.}
booking:
  url: https://booking.example/
  steps:
    - {title: Invoice, text: We send it within three days.}
    - {title: Joining instructions, text: Two weeks before the event.}
on_the_day:
  - {name: First aid, text: Ask at the desk.}
  - {name: Wi-Fi, text: Ropewalk Guest.}
venue:
  name: Ropewalk Hall
  map_url: https://maps.example/
  directions:
    - {by: Bus and tram, text: Both stop at Canal Bridge.}
    - {by: Car, text: The multi-storey in Tanner Street is near.}
  way: [The cloakroom is behind the desk.]
  floors: [{name: Ground floor, plan: Hall | Foyer}]
  access:
    - {name: Hearing loop, text: In the hall.}
    - {name: Live captions, text: On a screen.}
"""
    )
    titles = {
        "trolleys": "Parking the trolley",
        "maps": "Mapping pain",
        "aid": "First aid for a bad night",
        "doctor": "Calling the doctor",
        "smoking": "Smoking cessation on the ward",
        "insurance": "What indemnity insurance covers",
    }
    sessions = [
        f"id: {id_}\ntitle: {title}\nstart: 10:00" for id_, title in titles.items()
    ]
    sessions.append("id: lunch\ntitle: Lunch\nkind: lunch\nstart: 12:00")
    files = {
        "data/sessions.yaml": sessions_yaml(*sessions),
        "data/rates.yaml": "included: [Lunch]\nrates: [{id: nurse, name: Nurse, price: 140}]\n",
        "data/sponsors.yaml": "contact: Ottoline Brambleby\n"
        "terms: '**Artwork.** Your logo as SVG. **Stands.** You can set up from 07:30.'\n"
        "tiers: [{id: stand, name: Stand, group: exhibit, price: 900}]\n",
        "content/pages/conduct.md": "---\ntitle: Code of conduct\n---\nBe kind.\n",
        "content/pages/staying.md": "---\ntitle: Where to stay\n---\n## Cheaper rooms\n\nNear.\n",
        "content/team/mabel.md": "---\nname: Mabel Thistlewick\ngroup: Organisers\n---\n",
    }
    return finished(
        Project.at(write_project(Path(mkdtemp(prefix="microsite-")), files, event)),
        date(2027, 1, 15),
    )


def small_site(language: str) -> Callable[[], Path]:
    """Return a function that builds a site of French or Spanish texts."""

    def words(french: str, spanish: str) -> str:
        return french if language == "fr" else spanish

    def output() -> Path:
        facts = (
            words("Accès de plain-pied", "Acceso sin escalones"),
            words("Boucle magnétique", "Bucle magnético"),
            words("Langue des signes", "Lengua de señas"),
            words("Garde d’enfants", "Guardería"),
        )
        event = (
            EVENT
            + f"languages: {language}\nattendance: hybrid\nonline_url: https://live.example/\n"
            "on_the_day: [{name: Wi-Fi, text: "
            + words("Le mot de passe est au dos.", "La clave está en su escarapela.")
            + "}]\nvenue:\n  name: "
            + words("Musée des Rives", "Casa del Páramo")
            + "\n  access:\n"
            + "".join(f"    - {{name: {fact}, text: '…'}}\n" for fact in facts)
        )
        day = (
            ("accueil", "kind: registration\nstart: 09:00"),
            ("repas", "kind: lunch\nstart: 12:00"),
        )
        sessions = [f"id: {id_}\ntitle: {id_.title()}\n{more}" for id_, more in day]
        talk = words("Éclairer les réserves", "Taller de mapas")
        sessions.append(
            f"id: taller\ntitle: {talk}\nkind: workshop\nstart: 10:00\nspeakers: [lise-dambre]"
        )
        title, terms = (
            words("Annuler", "Cancelar"),
            words("Jusqu’à l’inscription.", "Hasta julio."),
        )
        call = "call: {closes: 2027-03-01 23:59, url: 'https://proposals.example/'}"
        files = {
            "data/sessions.yaml": sessions_yaml(*sessions),
            "data/rates.yaml": f"introduction: Oui.\nterms: |\n  ## {title}\n\n  {terms}\n"
            f"rates: [{{id: a, name: {words('Réduit', 'Estudiantes')}, price: 20}}]\n",
            "data/sponsors.yaml": "tiers: [{id: stand, name: Stand, group: exhibit, price: 300}]\n",
            "content/speakers/lise-dambre.md": "---\nname: Lise d’Ambre\nrole: Geo\n---\n",
            "content/pages/vie-privee.md": "---\ntitle: "
            + words("Vie privée", "Privacidad")
            + "\n---\n…\n",
            "content/pages/cuisine.md": "---\ntitle: "
            + words("Allergènes", "Alérgenos")
            + "\n---\n…\n",
            "content/pages/appel.md": "---\ntitle: "
            + words("Appel à communications", "Convocatoria")
            + f"\n{call}\n---\n…\n",
        }
        root = write_project(Path(mkdtemp(prefix="microsite-")), files, event, "…\n")
        outcome = build(Project.at(root), BuildOptions(as_of=AS_OF, use_cache=False))
        assert outcome.published is not None, [
            diagnostic.headline for diagnostic in outcome.log
        ]
        return root / "output"

    return output


FIND = """async ([index, script, queries]) => {
    const { prepare, find } = await import(script);
    const { correct } = await import(script.replace('modules/search', 'spelling'));
    const { fetchDocument } = await import(script.replace('modules/search', 'dom'));
    const prepared = prepare(await fetchDocument(index), document.documentElement.lang);
    return queries.map((query) => find(prepared, query, correct).results.slice(0, 3).map(({ entry }) => entry.link));
}"""
"""Return the first three results of each query."""


@pytest.mark.parametrize(
    "site, queries",
    [
        (lambda: built("first").output, QUERIES),
        (tidewater, TIDEWATER_QUERIES),
        (hospital, HOSPITAL_QUERIES),
        (with_questions, QUESTIONS_QUERIES),
        (small_site("fr"), FRENCH_QUERIES),
        (small_site("es"), SPANISH_QUERIES),
    ],
    ids=["first", "tidewater", "hospital", "questions", "French", "Spanish"],
)
def test_search_finds_expected_page_first(
    browser: Browser, serve_folder: Serve, site: Callable[[], Path], queries: str
) -> None:
    output = site()
    expected = dict(line.split(": ") for line in queries.splitlines())
    (scripts,) = output.glob("assets/js.*")
    with opened(browser) as page:
        root = serve_folder(output)
        page.goto(f"{root}/search/index.html")
        addresses = [
            f"{root}/search/index.txt",
            f"{root}/assets/{scripts.name}/modules/search.js",
        ]
        answers = page.evaluate(FIND, [*addresses, list(expected)])
    wrong_answers = {
        query: (address, first)
        for (query, address), first in zip(expected.items(), answers, strict=True)
        if not first
        or first[0].partition("index.html")[0] != address.removesuffix("index.html")
    }
    assert wrong_answers == {}


ORDINARY = """\
excluded pupils | answer | programme/before-exclusion/
excluded | answer | programme/before-exclusion/
excluding | answer | programme/before-exclusion/
exclude | answer | programme/before-exclusion/
exclusion | answer | programme/before-exclusion/
school exclusions | answer | programme/before-exclusion/
145 million | answer | resources/#figure-government-investment
£145 million | answer | resources/#figure-government-investment
£145m | answer | resources/#figure-government-investment
145,000,000 | answer | resources/#figure-government-investment
£5 million | answer | resources/#figure-victims-and-families
46k | answer | resources/#figure-children-in-gangs
PRU | answer | speakers/pupil-referral-unit-head/
PRU | answer | programme/seeing-the-same-child/
PRUs | answer | speakers/pupil-referral-unit-head/
pupil referral unit | answer | speakers/pupil-referral-unit-head/
national referral mechanism | answer | programme/after-the-referral/
NRM | answer | programme/after-the-referral/
MACE | answer | programme/children-in-care/
multi-agency safeguarding hub | answer | programme/sharing-what-you-know/
download | nearest | programme/
pdf | nearest | programme/
brochure | nearest | programme/
hotel | nearest | venue/
wifi | nearest | venue/
wi-fi | nearest | venue/
luggage | nearest | venue/
creche | nearest | contact/
childcare | nearest | contact/
insurance | nearest | contact/
vegetarian | answer | venue/#access
parking | answer | venue/
trains | answer | venue/#directions
tickets | answer | rates/
how do I book | answer | rates/
certificate | answer | rates/#included
foster care | answer | programme/children-in-care/
prosecutions | answer | programme/victim-first/
lunch | answer | programme/#lunch
speakers list | answer | speakers/
vegeterian | vegetarian | venue/#access
accomodation | accommodation | venue/
regsiter | register | rates/
safegarding | safeguarding | safeguarding-and-wellbeing/
speekers | speakers | speakers/
workshp | workshop | programme/
exlcusion | exclusion | programme/before-exclusion/
rain | nothing
illegal | nothing
insecure | nothing
imprisoned | nothing
"""
"""A query, how it is answered, and a page that is among the first three results.

It has an answer, or only the nearest page, or nothing, or an answer for another word.
"""

ANSWER = """async ([index, script, queries]) => {
    const { prepare, find } = await import(script);
    const { correct } = await import(script.replace('modules/search', 'spelling'));
    const { fetchDocument } = await import(script.replace('modules/search', 'dom'));
    const prepared = prepare(await fetchDocument(index), document.documentElement.lang);
    return queries.map((query) => {
        const { results, corrected } = find(prepared, query, correct);
        const isAnswer = results.some(({ entry }) => entry.weight > 0.5);
        const kind = corrected || (isAnswer ? 'answer' : results[0] ? 'nearest' : 'nothing');
        return [kind, results.slice(0, 3).map(({ entry }) => entry.link.replace('index.html', ''))];
    });
}"""
"""Return how each query is answered, and its first three results."""


def test_ordinary_searches_are_answered_in_the_first_three_results(
    browser: Browser, serve_folder: Serve
) -> None:
    """A word of the language is not corrected. A typing error is, and the message says so."""
    output = built("first").output
    (scripts,) = output.glob("assets/js.*")
    lines = [line.split(" | ") for line in ORDINARY.splitlines()]
    queries = [query for query, *_ in lines]

    with opened(browser) as page:
        root = serve_folder(output)
        page.goto(f"{root}/search/index.html")
        addresses = [
            f"{root}/search/index.txt",
            f"{root}/assets/{scripts.name}/modules/search.js",
        ]
        answers = page.evaluate(ANSWER, [*addresses, queries])

    wrong_answers = []
    for (query, kind, *places), (kind_found, links) in zip(lines, answers, strict=True):
        is_found = places[0] in links if places else links == []
        if kind != kind_found or not is_found:
            wrong_answers.append((query, kind_found, links))
    assert wrong_answers == []


def test_search_says_which_page_is_nearest(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.goto(f"{serve_folder(built('first').output)}/search/index.html")
        for query, nearest in (
            ("pdf", "Programme"),
            ("wifi", "Venue and access"),
            ("childcare", "Contact"),
        ):
            find(page, query)
            wait_for_status(page, f"No results. The nearest page is {nearest}.")
            assert results(page)[0] == nearest
        find(page, "vegeterian")
        wait_for_status(page, "2 results for vegetarian. You typed vegeterian.")
        find(page, "excluded pupils")
        wait_for_status(page, "5 results.")
        assert results(page)[0] == "Before exclusion"


def test_a_prefix_is_never_corrected_to_another(
    browser: Browser, serve_folder: Serve
) -> None:
    """Neither are words that no list of common words has."""
    with opened(browser) as page:
        root = serve_folder(built("first").output)
        page.goto(f"{root}/search/index.html")
        (scripts,) = built("first").output.glob("assets/js.*")
        corrected = page.evaluate(
            """async (script) => {
                const { correct } = await import(script);
                const pairs = [['inflorped', 'exflorped'], ['unquavel', 'quavel'], ['quavell', 'quavel']];
                return pairs.map(([word, other]) => {
                    const entries = [{ words: ` ${other} ` }];
                    return correct({ entries, stopWords: [], stem: (text) => text }, word).other;
                });
            }""",
            f"{root}/assets/{scripts.name}/spelling.js",
        )
    assert corrected == ["inflorped", "unquavel", "quavel"]


def test_404_page_searches_for_the_words_of_the_address(
    browser: Browser, serve_folder: Serve
) -> None:
    """A wrong address shows pages with similar words. Hosts show 404.html at any address."""
    output = built("first").output
    with opened(browser) as page:
        body = (output / "404.html").read_text(encoding="utf-8")
        page.route(
            "**/victim-frist/",
            lambda route: route.fulfill(body=body, content_type="text/html"),
        )
        page.goto(f"{serve_folder(output)}/programme/victim-frist/")
        expect(page.get_by_role("searchbox")).to_have_value("victim frist")
        expect(page.locator(".search ol a").first).to_have_text("Victim first")
        guess = page.get_by_role("heading", name="Did you mean one of these?")
        expect(guess).to_be_visible()
        page.get_by_role("searchbox").fill("xyzzy")
        expect(guess).to_be_hidden()
        assert faults(page) == []
