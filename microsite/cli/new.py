"""`new`: one more record, such as a session or a figure; a site to start with, or next year's
edition.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.cli.command_line import Command, Parser, UsageError, program
from microsite.cli.report import say, tell
from microsite.cli.site_options import add_root, chosen_project, in_short, seen_from_here
from microsite.diagnostics.suggestions import closest_match

if TYPE_CHECKING:
    from microsite.editing.yaml_edit import Value
    from microsite.model.event import Event
    from microsite.model.kinds import RecordKind

KINDS = (
    "session",
    "speaker",
    "page",
    "news",
    "resource",
    "figure",
    "sponsor",
    "rate",
    "site",
    "edition",
)
"""What can be made; the first ones are the keys of `RECORD_KINDS`, known without importing
them.
"""


def add_arguments(parser: Parser) -> None:
    """The options of `new`: the fields of all kinds of record."""
    from microsite.cli.record_options import flags

    parser.add_argument("kind", nargs="?", metavar="KIND", help=f"one of: {', '.join(KINDS)}")
    folder = "for a site: the folder to make; for an edition: its year"
    parser.add_argument("folder", nargs="?", metavar="FOLDER", type=Path, help=folder)
    add = parser.options.add_argument
    add_root(parser)
    add("--id", metavar="NAME", help="its name in addresses (made from the title)")
    add("--text", metavar="WORDS", help="what stands below the settings (speaker, page, news)")
    keep = "for an edition: take the speakers along"
    add("--keep-speakers", action="store_true", help=keep)
    for flag in flags():
        add(flag.option, metavar=flag.metavar, help=flag.help, dest=flag.dest)


def run(options: Namespace) -> int:
    """Make it, or ask for what is missing. Gives the exit code."""
    if options.kind is None:
        raise UsageError(f"Say what is new: {program()} new {'|'.join(KINDS)}")
    if options.kind not in KINDS:
        guess = closest_match(options.kind, KINDS)
        cure = f"Did you mean “{guess}”?" if guess else f"You can write: {', '.join(KINDS)}."
        raise UsageError(f"“{options.kind}” is nothing that can be made. {cure}")
    if options.kind == "site":
        return _site(options)
    if options.kind == "edition":
        from microsite.cli.new_edition import start_edition

        return start_edition(options)
    if options.folder is not None:
        raise UsageError(
            f"A new {options.kind} takes no folder: leave out “{options.folder}”. To name it: --title"
        )
    from microsite.model.kinds import RECORD_KINDS

    return _record(options, RECORD_KINDS[options.kind])


def _site(options: Namespace) -> int:
    """A folder to start with."""
    from microsite.editing.create import FolderNotEmptyError, create_site

    if options.folder is None:
        raise UsageError(f"Name the folder for it: {program()} new site my-conference")
    try:
        create_site(options.folder.absolute())
    except FolderNotEmptyError:
        raise UsageError(
            f"There is something in “{options.folder}” already. Name a folder that is not there."
        ) from None
    folder = in_short(options.folder.absolute())
    say(f"Made {folder}/. Start with {folder}/content/event.md; to see it while you write:")
    say(f"  {program()} serve --root {folder}")
    return 0


def _record(options: Namespace, kind: RecordKind) -> int:
    from microsite.cli.record_options import given_fields, in_known_words
    from microsite.editing.create import create_record, existing_ids, unused_id, write_record
    from microsite.editing.dry_run import load_with_changes
    from microsite.editing.saving import ConcurrentEditError
    from microsite.editing.text_file import TextFile, line_diff
    from microsite.editing.yaml_edit import CannotEditError

    project = chosen_project(options)
    event, log = load_with_changes(project, {})
    if event is None:
        tell([found for found in log if found.severity == "error"], "text", seen_from_here(project))
        say("Nothing was added: this has to be put right first.")
        return 1
    fields = in_known_words(kind, given_fields(options, kind), event)
    _complete(kind, fields, event)
    taken = existing_ids(kind, event)
    identity = options.id or unused_id(kind, str(fields[kind.title_field]), taken)
    if identity in taken:
        say(
            f"There is a {kind.name} “{identity}” already. Give this one another name with --id. Nothing was written."
        )
        return 1
    try:
        made = create_record(project, kind, identity, fields, options.text or "")
        write_record(project, made)
    except CannotEditError as problem:
        tell(problem.diagnostics, "text", seen_from_here(project))
        say(f"{problem} Nothing was written.")
        return 1
    except ConcurrentEditError:
        say("The file was saved by somebody else just now, so it is left alone. Type this again.")
        return 1
    before = TextFile.from_bytes(made.path, made.before) if made.before is not None else None
    after = TextFile.from_bytes(made.path, made.after)
    shown_path = seen_from_here(project)(made.path)
    say(f"Added to {shown_path}:" if before else f"Made {shown_path}:")
    for line in line_diff(before.text if before else "", after.text if after else ""):
        if line.split(maxsplit=2)[1:2] == ["+"] and not line.endswith("+"):
            say(line)
    tell(list(made.warnings), "text", seen_from_here(project))
    return 0


def _complete(kind: RecordKind, fields: dict[str, Value], event: Event) -> None:
    """Ask for what was not given; where nobody can be asked, say what is needed."""
    from microsite.cli.asking import ask, can_ask
    from microsite.cli.record_options import defaults, needed, questions

    if can_ask():
        only_needed = bool(fields.keys() - {kind.title_field})
        for name, question, several in questions(kind, fields, event, only_needed=only_needed):
            answers = ask(question)
            if answers:
                fields[name] = tuple(answers) if several else answers[0]
    defaults(kind, fields, event)
    missing = [f"--{name.replace('_', '-')}" for name in needed(kind) if name not in fields]
    if missing:
        raise UsageError(
            f"A new {kind.name} needs {' and '.join(missing)}. See {program()} new --help"
        )


COMMAND = Command(
    "add a session, speaker, page, post, resource or sponsor; start a site, or next year’s edition",
    add_arguments,
    run,
)
