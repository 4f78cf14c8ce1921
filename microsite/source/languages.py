"""Texts in several languages: the sources as each language of a site reads them.

A reading has plain texts in place of `{en: Welcome, cy: Croeso}`, and `about.cy.md` in
`about.md`.
"""

from collections.abc import Iterator
from typing import Self

from msgspec import Struct, structs

from microsite.diagnostics.diagnostic import Log
from microsite.source.edits import strip_curly_quotes
from microsite.source.files import LANGUAGE
from microsite.source.front_matter import MarkdownFile
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.reader import SourceFiles

TranslationFiles = dict[tuple[str, str, str], MarkdownFile]
"""By folder, slug and language."""


class LocalText(str):
    """A text with its language, if that is not the page’s, and the text in the main
    language.
    """

    __slots__ = ("language", "original")
    language: str
    original: str

    def __new__(cls, text: str, language: str, original: str) -> Self:
        self = super().__new__(cls, text)
        self.language, self.original = language, " ".join(original.split())
        return self


def original_of(text: str) -> str:
    """Return a text in the main language of the site, from which addresses are made."""
    return text.original if isinstance(text, LocalText) else text


def match_language(word: str, languages: tuple[str, ...]) -> str | None:
    """Return the language that a word names: `en` is that of `en-GB`, too."""
    forms = ((tag, tag.lower()) for tag in languages)
    return next(
        (tag for tag, form in forms if word.lower() in (form, form.split("-")[0])), None
    )


def languages_of(settings: Node | None) -> tuple[str, ...]:
    """Return the languages in settings, each once; empty if none is typed."""
    node = settings.values.get("languages") if isinstance(settings, Mapping) else None
    entries = node.items if isinstance(node, Sequence) else [node]
    tags = [entry.to_python() for entry in entries if entry]
    return tuple(
        dict.fromkeys(strip_curly_quotes(tag) for tag in tags if isinstance(tag, str))
    )


def in_language(sources: SourceFiles, log: Log, language: str) -> SourceFiles:
    """Return the sources as a language reads them. An empty one stands for the main
    one.

    Report F125 and F126 for translations that belong to nothing, and R139. The result
    lists the languages that have pages: the main one, and those in which something is
    written.
    """
    languages = languages_of(sources.root(""))
    files = dict(_translation_files(sources, languages, log))
    if len(languages) < 2 and not files:
        return sources
    main = languages[0] if languages else "en-GB"
    reading = Reading(
        language or main, languages or (main,), log, {tag for *_, tag in files}
    )
    event = sources.event and reading.document("event", sources.event, files)
    tags = event.settings.values.get("languages") if event else None
    if isinstance(tags, Sequence):  # that of the pages first
        tags.items.sort(key=lambda item: item.to_python() != reading.language)
    data = {name: reading.read(root, main) for name, root in sources.data.items()}
    copy = structs.replace(sources, event=event, documents={}, data=data)
    for folder, documents in sources.documents.items():
        originals = (file for file in documents if "." not in file.slug)
        copy.documents[folder] = tuple(
            reading.document(folder, file, files) for file in originals
        )
    copy.languages = tuple(
        tag for tag in languages if tag == main or tag in reading.used
    )
    return copy


def _translation_files(
    sources: SourceFiles, languages: tuple[str, ...], log: Log
) -> Iterator[tuple[tuple[str, str, str], MarkdownFile]]:
    for folder, files in sources.documents.items():
        slugs = {"event"} if folder == "event" else {file.slug for file in files}
        for file in (file for file in files if "." in file.slug):
            slug, _, word = file.slug.partition(".")
            language = match_language(word, languages)
            if language is None:
                tags = ", ".join(languages) or "en-GB"
                log.report("F125", file.source.file_span, given=word, languages=tags)
            elif slug not in slugs:
                log.report("F126", file.source.file_span, original=f"{slug}.md")
            yield (folder, slug, language or ""), file


class Reading(Struct):
    """A reading of sources in one of the languages of a site, the first of which is the
    main.
    """

    language: str
    languages: tuple[str, ...]
    log: Log
    used: set[str]  # languages in which something is written

    def read(self, node: Node, language: str, original: Node | None = None) -> Node:
        """Return a node as it is read.

        Its texts are in `language`, where they do not say.
        """
        if isinstance(node, Mapping):
            if texts := self._texts_of(node):
                return self._choose(node, texts)
            values = {
                key: self.read(value, language) for key, value in node.values.items()
            }
            return structs.replace(node, values=values)
        if isinstance(node, Sequence):
            items = [
                self.read(item, language, original and item) for item in node.items
            ]
            return structs.replace(node, items=items)
        text = original.text if isinstance(original, Scalar) else ""
        foreign = "" if language == self.language else language
        return structs.replace(node, language=foreign, original=text)

    def _texts_of(self, node: Mapping) -> dict[str, Node]:
        """Return the texts of a block by language; empty for any other block."""
        languages = {key: match_language(key, self.languages) for key in node.keys}
        if not any(languages.values()) or not all(map(LANGUAGE.fullmatch, languages)):
            return {}
        for key in (key for key, language in languages.items() if language is None):
            tags = ", ".join(self.languages)
            self.log.report("R139", node.keys[key].span, given=key, languages=tags)
        texts = {
            language: node.values[key]
            for key, language in languages.items()
            if language
        }
        self.used |= texts.keys()
        return texts

    def _choose(self, node: Mapping, texts: dict[str, Node]) -> Node:
        """Return the text in the language of the reading, or else in the first that has
        it.
        """
        written = {tag for tag, text in texts.items() if not text.is_empty}
        tags = [tag for tag in self.languages if tag in written]
        if not tags:
            return Scalar(node.source, node.start, node.end, "", "plain")
        language = self.language if self.language in tags else tags[0]
        return self.read(texts[language], language, texts[tags[0]])

    def document(
        self, folder: str, file: MarkdownFile, files: TranslationFiles
    ) -> MarkdownFile:
        """Return a Markdown file, with what its file in the language of the reading
        says.
        """
        language, body = self.languages[0], file.body
        settings = self.read(file.settings, language)
        if translation := files.get((folder, file.slug, self.language)):
            settings = _merge(settings, self.read(translation.settings, self.language))
            if translation.body.text.strip():
                body, language = translation.body, self.language
        foreign = "" if language == self.language else language
        return structs.replace(file, settings=settings, body=body, language=foreign)


def _merge(base: Node, version: Node) -> Node:
    """Return a value with that of a translation in its place; of settings, each that it
    has.
    """
    if isinstance(base, Mapping) and isinstance(version, Mapping):
        shared_keys = base.values.keys() & version.values.keys()
        values = base.values | version.values
        values |= {
            key: _merge(base.values[key], version.values[key]) for key in shared_keys
        }
        return structs.replace(base, keys=base.keys | version.keys, values=values)
    if (
        isinstance(base, Scalar)
        and isinstance(version, Scalar)
        and base.text != version.text
    ):
        return structs.replace(version, original=base.original or base.text)
    return version
