"""Forms of a page, filled in and sent as a browser does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


@dataclass
class BrowserForm:
    """A form: its attributes, and its controls in the order of the page."""

    attributes: dict[str, str]
    controls: Pairs = field(default_factory=list)
    """Names and values of the controls that a browser sends. Buttons are not among them."""
    buttons: Pairs = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return self.attributes.get("enctype") == "multipart/form-data"

    def values(self, name: str) -> list[str]:
        """Return the values of the controls of a name."""
        return [value for key, value in self.controls if key == name]

    def fill(self, name: str, *values: str) -> None:
        """Replace the values of the controls of a name, at the place of the first."""
        names = [key for key, _ in self.controls]
        at = names.index(name) if name in names else len(names)
        others = [pair for pair in self.controls if pair[0] != name]
        before = [pair for pair in self.controls[:at] if pair[0] != name]
        self.controls = [
            *before,
            *((name, value) for value in values),
            *others[len(before) :],
        ]


class _FormParser(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[BrowserForm] = []
        self.text_name = ""
        self.text: list[str] | None = None
        self.select_name = ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(BrowserForm(attributes))
        if not self.forms:
            return
        name = attributes.get("name", "")
        if tag == "textarea":
            self.text_name = name
            self.text = []
        elif tag == "select":
            self.select_name = name
            self.options = []
        elif tag == "option" and self.select_name:
            self.options.append((attributes.get("value", ""), "selected" in attributes))
        elif tag == "button" and name:
            self.forms[-1].buttons.append((name, attributes.get("value", "")))
        elif tag == "input" and name:
            self._input(name, attributes)

    def _input(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text")
        if kind in ("submit", "button", "file"):
            return
        if kind in ("radio", "checkbox") and "checked" not in attributes:
            return
        self.forms[-1].controls.append((name, attributes.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self.forms:
            return
        controls = self.forms[-1].controls
        if tag == "textarea" and self.text is not None:
            text = "".join(self.text).removeprefix("\n")
            controls.append((self.text_name, text.replace("\n", "\r\n")))
            self.text = None
        elif tag == "select" and self.select_name:
            chosen = [value for value, is_selected in self.options if is_selected]
            if self.options:
                controls.append(
                    (self.select_name, (chosen or [self.options[0][0]])[-1])
                )
            self.select_name = ""


def forms_of(html: str) -> list[BrowserForm]:
    """Return the forms of a page, as they are before anybody fills them in."""
    parser = _FormParser()
    parser.feed(html)
    parser.close()
    return parser.forms


def record_form(html: str) -> BrowserForm:
    """Return the form of a record."""
    (form,) = [
        form for form in forms_of(html) if form.attributes.get("class") == "record"
    ]
    return form
