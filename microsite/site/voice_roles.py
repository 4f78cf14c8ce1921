"""Roles of colours that a voice uses differently."""

from microsite.model.records.event import Voice

VOICE_ROLES = {
    (Voice.ALMANAC, "light"): {
        "hero": "tint",
        "on_hero": "ink",
        "title": "ink",
        "hero_2": "hero",
        "case_hero": "hero",
        "case": "hero",
        "mark": "hero",
        "core": "subject",
        "deep": "hero",
        "deep_2": "hero",
        "on_deep": "subject",
        "on_deep_2": "subject",
        "deep_rule": "hero_2",
    },
    (Voice.ALMANAC, "card"): {
        "hero": "tint",
        "on_hero": "ink",
        "hero_2": "hero",
        "case_hero": "hero",
    },
    (Voice.ALMANAC, "dark"): {
        "ground": "hero",
        "ground_2": "hero",
        "core": "ink",
        "ink_2": "ink",
        "edge": "ink_2",
        "on_hero": "ink",
        "title": "ink",
        "hero_2": "core",
        "subject": "ink",
        "case_hero": "hero",
        "case": "hero",
        "deep": "hero",
        "deep_2": "hero",
        "on_deep_2": "on_deep",
    },
    (Voice.POSTER, "light"): {
        "hero": "ground",
        "on_hero": "ink",
        "title": "ink",
        "hero_2": "ink",
        "subject": "core",
        "case_hero": "case",
    },
    (Voice.POSTER, "dark"): {
        "hero": "ground",
        "on_hero": "ink",
        "title": "ink",
        "hero_2": "ink",
        "subject": "core",
        "case_hero": "case",
    },
    (Voice.POSTER, "card"): {
        "hero": "deep",
        "on_hero": "on_deep",
        "hero_2": "on_deep_2",
        "subject": "core",
        "case_hero": "deep",
    },
}
"""Roles that take the colour of another role: those of a `Palette`, by its field.

The key is a voice, and the palette of a `Scheme`: `light`, `dark` or `card`. Other
roles, and other palettes, have their own colours.
"""
