"""How a conference looks different from another: the part of `content/event.md` that is for the
eye.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from microsite.model.fields import Colour, Label, Line, Number, YesNo, chosen_from
from microsite.model.record import Record, field
from microsite.model.rules import Before


class Hero(StrEnum):
    """How the accent colour is used at the top of the page."""

    BRIGHT = "bright"
    DEEP = "deep"


class Drawing(Record):
    """The drawing of the day."""

    caption: Line = field(description="What the lines mean, in one sentence.")
    subject: Label | None = field(
        default=None, description="Whom the bright line stands for.", examples=["One town"]
    )


class Theme(Record):
    """How this conference looks different from another."""

    accent: Colour | None = field(
        default=None, description="The main colour.", examples=['"#1b4d89"']
    )
    ink: Colour | None = field(
        default=None, description="The tint of text and dark surfaces.", examples=['"#0f1926"']
    )
    hero: Annotated[Hero, Before(chosen_from(Hero))] = field(
        default=Hero.BRIGHT,
        description="bright: dark words on the accent; deep: white words on a deep shade of it.",
    )
    density: Number | None = field(
        default=None, description="Space between things: 1 is normal, 0.8 is tighter."
    )
    cards: YesNo = field(
        default=True,
        description="No, to draw no pictures for links that are shared. They are drawn where “base_url” is known.",
    )
