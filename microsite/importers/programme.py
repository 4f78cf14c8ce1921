"""The sessions of another system as rows that the merge of workbooks understands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from microsite.editing.create import unused_id
from microsite.editing.yaml_edit import remove_controls
from microsite.importers.cells import tidy
from microsite.importers.html_markdown import convert
from microsite.importers.schedules import Person, Talk
from microsite.importers.sheets import Line, Table, Workbook
from microsite.importers.tables import BODY, rows
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.source.nodes import truncate
from microsite.source.reader import SourceFiles

TAG = re.compile(
    r"</?(?:p|br|a|ul|ol|li|em|strong|b|i|h[1-6]|div|span|blockquote|table)\b[^>]*>", re.IGNORECASE
)
BLOCK = re.compile(r"<(?:p|ul|ol|h[1-6]|div|blockquote|table)\b", re.IGNORECASE)
LONGEST_SUMMARY = 300
DAY = 24 * 60


def as_workbook(talks: list[Talk], name: str, event: Event, sources: SourceFiles) -> Workbook:
    """The sessions and people of a programme, as if somebody had typed them into a workbook. `name`
    is the file's.
    """
    slugs = _slugs((person for talk in talks for person in talk.people), sources)
    people = {slugs[person.name]: person for talk in talks for person in talk.people}
    speakers = Table(RECORD_KINDS["speaker"], name, {})
    for number, (slug, person) in enumerate(people.items(), 1):
        cells = {
            "id": slug,
            "name": person.name,
            "role": person.role,
            BODY: as_markdown(person.biography),
        }
        speakers.rows.append(Line(number, cells, f"the speaker “{truncate(person.name)}”"))
    sessions = Table(RECORD_KINDS["session"], name, {})
    for number, talk in enumerate(talks, 1):
        cells = _cells(talk, event) | {
            "speakers": ", ".join(slugs[person.name] for person in talk.people)
        }
        sessions.rows.append(Line(number, cells, f"the session “{truncate(talk.title)}”"))
    return Workbook(
        [speakers, sessions],
        rooms=list(dict.fromkeys(talk.room for talk in talks if talk.room)),
        tracks=list(dict.fromkeys(talk.track for talk in talks if talk.track)),
    )


def _slugs(people: Iterable[Person], sources: SourceFiles) -> dict[str, str]:
    """The names of people's files: those they have here, else one made of their name that nobody
    has.
    """
    slugs = {row.cells.get("name", ""): row.id for row in rows(RECORD_KINDS["speaker"], sources)}
    taken = {document.slug for document in sources.documents.get("speakers", ())}
    for person in people:
        if person.name not in slugs:
            slugs[person.name] = unused_id(RECORD_KINDS["speaker"], person.name, taken)
            taken.add(slugs[person.name])
    return slugs


def _cells(talk: Talk, event: Event) -> dict[str, str]:
    starts = talk.starts if talk.starts.tzinfo is None else talk.starts.astimezone(event.zone)
    ends = starts + timedelta(minutes=talk.minutes)
    begins = event.record.new_day_at
    day = starts.date() - timedelta(days=starts.time() < begins)
    last = ends.date() - timedelta(days=ends.time() <= begins)
    cells = {
        "title": talk.title,
        "kind": talk.kind,
        "start": starts.strftime("%H:%M"),
        "room": talk.room,
        "track": talk.track,
        "summary": talk.subtitle if len(talk.subtitle) <= LONGEST_SUMMARY else "",
        "abstract": as_markdown(talk.text),
    }
    if event.starts is None or event.ends is None or event.starts.date() != event.ends.date():
        cells["day"] = day.isoformat()
    if talk.minutes and talk.minutes < DAY and last == day:
        cells["end"] = ends.strftime("%H:%M")
    elif talk.minutes:
        cells["length"] = f"{talk.minutes} minutes"
    return cells


def as_markdown(text: str) -> str:
    """A text of another system, as it would be read here again: with tags it is HTML, without them
    Markdown.
    """
    if not TAG.search(text):
        return tidy(remove_controls(text).expandtabs(4))
    if not BLOCK.search(text):
        text = "".join(f"<p>{part}</p>" for part in re.split(r"\n[ \t]*\n", text))
    done = convert(remove_controls(text))
    return tidy(f"## {done.title}\n\n{done.body}" if done.title else done.body)
