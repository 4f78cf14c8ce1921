"""`edit`: the preview with forms in the browser, which are below `/_edit/`."""

import secrets
import sys
from argparse import Namespace
from functools import partial
from getpass import getpass

from tornado.httputil import (
    ParseBodyConfig,
    ParseMultipartConfig,
    ParseUrlEncodedConfig,
    set_parse_body_config,
)
from tornado.web import Application

from microsite.apps.editor import (
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
from microsite.apps.editor.origins import MarkedPages
from microsite.apps.preview import serve as preview_commands
from microsite.apps.preview.rebuild import PreviewState
from microsite.apps.preview.server import Routes, application
from microsite.console.command import CommandError

KIND = f"({'|'.join(content.SCREEN_KINDS)})"
LIST_KIND = (
    f"({'|'.join(name for name, kind in content.SCREEN_KINDS.items() if kind.is_list)})"
)
ROUTES: Routes = (
    ("", overview.OverviewHandler),
    ("preview", overview.PreviewScreenHandler),
    ("board", board_page.BoardHandler),
    ("board/list", board_page.ListHandler),
    (r"board/session/([\w.~-]+)", board_page.SessionHandler),
    ("content", content.ContentHandler),
    (rf"content/{LIST_KIND}", content.ListHandler),
    (rf"record/{KIND}/(.*)", record.RecordHandler),
    (rf"new/{LIST_KIND}", record.NewHandler),
    (rf"delete/{LIST_KIND}/(.*)", record.DeleteHandler),
    (rf"understand/{KIND}", record.UnderstandHandler),
    (r"fix/(.+)", record.FixHandler),
    ("markdown", record.MarkdownHandler),
    ("stay", record.StayHandler),
    (rf"picture/{KIND}/([\w.]+)/(.*)", picture_page.PictureHandler),
    ("picture-in-text", picture_page.TextPictureHandler),
    ("picture-size", picture_page.SizeHandler),
    ("publish", publish_page.PublishHandler),
    ("publish/progress", publish_page.ProgressHandler),
    ("import", import_page.ImportHandler),
    (r"import/(\w+)", import_page.ReviewHandler),
    (r"export/([\w.]+)", import_page.ExportHandler),
    ("undo", undo_page.UndoHandler),
    (r"show/(\w+)/(.*)", site_pages.ShowHandler),
    (r"origin/(\w+)/([^/]*)/([\w.]*)", site_pages.EditOriginHandler),
    ("passphrase", security.PassphraseHandler),
    (r"static/([\w.-]+)", security.StaticHandler),
)
"""Addresses of the editor, without the prefix."""
add_arguments = preview_commands.add_arguments  # the options are the same
MIN_PASSPHRASE = 8  # characters of a passphrase
MAX_FIELDS = 100_000  # of a form: that of an event in many languages has thousands


def run(options: Namespace) -> int:
    """Serve the editor until interrupted. Return the exit code."""
    access_token, opening_token = secrets.token_urlsafe(), secrets.token_urlsafe()
    create = partial(
        editor_application,
        access_token=access_token,
        opening_token=opening_token,
        passphrase=ask_passphrase() if options.lan else None,
    )
    address = f"{security.PREFIX.removeprefix('/')}?token="
    return preview_commands.run(
        options, create, address + access_token, address + opening_token
    )


def ask_passphrase() -> str:
    """Return the passphrase that others on the network must give.

    Raises CommandError.
    """
    if not sys.stdin.isatty():
        problem = (
            "With --lan, the editor asks for a passphrase, so it needs a terminal."
        )
        raise CommandError(problem)
    words = (
        f"Choose a passphrase for others on this network, of {MIN_PASSPHRASE} letters"
        " or more: "
    )
    passphrase = getpass(words)
    if len(passphrase) < MIN_PASSPHRASE:
        raise CommandError(f"The passphrase needs {MIN_PASSPHRASE} letters or more.")
    return passphrase


def editor_application(
    state: PreviewState,
    access_token: str,
    opening_token: str = "",
    passphrase: str | None = None,
) -> Application:
    """Return the preview with the editor. `EditorState` describes the tokens."""
    multipart = ParseMultipartConfig(max_parts=MAX_FIELDS)
    urlencoded = ParseUrlEncodedConfig(MAX_FIELDS)
    set_parse_body_config(ParseBodyConfig(multipart, urlencoded))
    editor = security.EditorState(
        state, MarkedPages(state.project), access_token, opening_token, passphrase
    )
    handlers = [(f"{security.PREFIX}{pattern}", handler) for pattern, handler in ROUTES]
    handlers.append((f"{security.PREFIX[:-1]}(?:/.*)?", security.NotFoundHandler))
    return application(state, handlers, site_pages.EditSiteHandler, editor=editor)
