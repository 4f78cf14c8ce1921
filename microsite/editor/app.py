"""The editor as a web application: the preview, and the screens below `/_edit/`."""

from __future__ import annotations

from tornado.web import Application, RequestHandler

from microsite.editor import (
    board_page,
    content,
    helpers,
    import_page,
    overview,
    picture_page,
    publish_page,
    record,
    site_pages,
    undo_page,
)
from microsite.editor.origins import MarkedPages
from microsite.editor.security import (
    PREFIX,
    EditorState,
    NotFoundHandler,
    PassphraseHandler,
    StaticHandler,
)
from microsite.preview.rebuild import PreviewState
from microsite.preview.server import Routes, application

SCREENS: tuple[Routes, ...] = (
    overview.ROUTES,
    board_page.ROUTES,
    content.ROUTES,
    record.ROUTES,
    picture_page.ROUTES,
    publish_page.ROUTES,
    import_page.ROUTES,
    undo_page.ROUTES,
    site_pages.ROUTES,
    helpers.ROUTES,
)
"""Routes of each screen, without the prefix."""
NAVIGATION = (
    ("Overview", ""),
    ("Preview", "preview"),
    ("Programme board", "board"),
    ("Content", "content"),
    ("Publish", "publish"),
    ("Import and export", "import"),
    ("Undo", "undo"),
)
"""Names and addresses of the main screens."""


def editor_application(state: PreviewState, passphrase: str | None = None) -> Application:
    """Return the preview with the editor."""
    routes: list[tuple[str, type[RequestHandler]]] = [
        *(route for screen in SCREENS for route in screen),
        ("passphrase", PassphraseHandler),
        (r"static/([\w.-]+)", StaticHandler),
    ]
    navigation = tuple((name, f"{PREFIX}{path}") for name, path in NAVIGATION)
    editor = EditorState(state, MarkedPages(state.project), passphrase, navigation=navigation)
    handlers = [(f"{PREFIX}{pattern}", handler) for pattern, handler in routes]
    handlers.append((f"{PREFIX[:-1]}(?:/.*)?", NotFoundHandler))
    return application(state, handlers, site_pages.EditSiteHandler, editor=editor)
