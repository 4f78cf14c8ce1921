"""`edit`: the preview with forms in the browser, which are below `/_edit/`."""

import sys
from argparse import Namespace
from functools import partial
from getpass import getpass

from tornado.httputil import ParseBodyConfig, ParseUrlEncodedConfig, set_parse_body_config
from tornado.web import Application, RequestHandler

from microsite.cli import commands, serve
from microsite.editor import (
    board_page,
    content,
    import_page,
    overview,
    picture_page,
    publish_page,
    record,
    security,
    site_pages,
    undo_page,
)
from microsite.editor.origins import MarkedPages
from microsite.preview.rebuild import PreviewState
from microsite.preview.server import application

SCREENS = (
    *(overview, board_page, content, record, picture_page, publish_page),
    *(import_page, undo_page, site_pages),
)
"""Modules of the screens, which list their routes without the prefix."""
add_arguments = serve.add_arguments  # the options are the same
MIN_PASSPHRASE = 8  # characters of a passphrase
MAX_FIELDS = 100_000  # of a form: that of an event in many languages has thousands


def run(options: Namespace) -> int:
    """Serve the editor until interrupted. Return the exit code."""
    create = partial(editor_application, passphrase=ask_passphrase() if options.lan else None)
    return serve.run(options, create, security.PREFIX.removeprefix("/"))


def ask_passphrase() -> str:
    """Return the passphrase that others on the network must give. Raises CommandError."""
    if not sys.stdin.isatty():
        problem = "With --lan, the editor asks for a passphrase, so it needs a terminal."
        raise commands.CommandError(problem)
    words = f"Choose a passphrase for others on this network, of {MIN_PASSPHRASE} letters or more: "
    passphrase = getpass(words)
    if len(passphrase) < MIN_PASSPHRASE:
        raise commands.CommandError(f"The passphrase needs {MIN_PASSPHRASE} letters or more.")
    return passphrase


def editor_application(state: PreviewState, passphrase: str | None = None) -> Application:
    """Return the preview with the editor."""
    routes: list[tuple[str, type[RequestHandler]]] = [
        *(route for screen in SCREENS for route in screen.ROUTES),
        ("passphrase", security.PassphraseHandler),
        (r"static/([\w.-]+)", security.StaticHandler),
    ]
    set_parse_body_config(ParseBodyConfig(urlencoded=ParseUrlEncodedConfig(MAX_FIELDS)))
    editor = security.EditorState(state, MarkedPages(state.project), passphrase)
    handlers = [(f"{security.PREFIX}{pattern}", handler) for pattern, handler in routes]
    handlers.append((f"{security.PREFIX[:-1]}(?:/.*)?", security.NotFoundHandler))
    return application(state, handlers, site_pages.EditSiteHandler, editor=editor)
