"""Settings: the addresses of the pages, and the data that the templates read."""

from __future__ import annotations

import json
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
_data = json.loads((HERE / "data.json").read_text("utf-8"))
SITENAME = _data["event"]["name"]
SITEURL = ""
AUTHOR = "Conference"
PATH = "content"
OUTPUT_PATH = "output"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "theme"
THEME_STATIC_DIR = "static"
PLUGIN_PATHS = [str(HERE)]
PLUGINS = ["confplugin"]
PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["sessions"]
STATIC_PATHS: list[str] = []
USE_FOLDER_AS_CATEGORY = False
ARTICLE_URL = "sessions/{slug}/"
ARTICLE_SAVE_AS = "sessions/{slug}/index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
DIRECT_TEMPLATES = ["programme", "speakers", "sponsors", "resources"]
PROGRAMME_SAVE_AS = "programme/index.html"
SPEAKERS_SAVE_AS = "speakers/index.html"
SPONSORS_SAVE_AS = "sponsors/index.html"
RESOURCES_SAVE_AS = "resources/index.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
AUTHORS_SAVE_AS = CATEGORIES_SAVE_AS = TAGS_SAVE_AS = ARCHIVES_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = (
    AUTHOR_FEED_RSS
) = FEED_ALL_RSS = None
DEFAULT_PAGINATION = False
MARKDOWN = {
    "extension_configs": {"markdown.extensions.meta": {}},
    "output_format": "html5",
}
JINJA_GLOBALS = {
    "event": _data["event"],
    "nav": _data["nav"],
    "sponsors_data": _data["sponsors"],
    "resources_data": _data["resources"],
    "resources_by_id": {resource["id"]: resource for resource in _data["resources"]},
}
if os.environ.get("BENCH_CACHE"):
    CACHE_CONTENT = True
    LOAD_CONTENT_CACHE = True
    CONTENT_CACHING_LAYER = "generator"
