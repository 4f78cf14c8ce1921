"""The YAML language server of Visual Studio Code finds and understands our schemas."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from bootstrap.tools import YAML_SERVER, find
from microsite.cli import main


class Editor:
    """An editor that has opened the folder of a project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [find(YAML_SERVER), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.settings = json.loads(
            (root / ".vscode" / "settings.json").read_text(encoding="utf-8")
        )
        self.number = 0
        folder = root.as_uri()
        workspace = {
            "workspaceFolders": [{"uri": folder, "name": "project"}],
            "rootUri": folder,
            "processId": None,
        }
        capabilities = {"workspace": {"configuration": True, "workspaceFolders": True}}
        self.ask("initialize", {**workspace, "capabilities": capabilities})
        self.tell("initialized", {})
        self.tell(
            "workspace/didChangeConfiguration",
            {"settings": {"yaml": self.section("yaml")}},
        )

    def section(self, name: str) -> dict[str, Any]:
        prefix = f"{name}."
        return {
            key.removeprefix(prefix): value
            for key, value in self.settings.items()
            if key.startswith(prefix)
        }

    def send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stdin = self.stream(self.process.stdin)
        stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        stdin.flush()

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        self.number += 1
        number = self.number
        self.send({"id": number, "method": method, "params": params})
        return next(
            message
            for message in self.messages()
            if message.get("id") == number and "method" not in message
        )

    def messages(self) -> Iterator[dict[str, Any]]:
        """Return a message of the server, and answer its requests before it."""
        stdout = self.stream(self.process.stdout)
        while True:
            length = 0
            while line := stdout.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            message = json.loads(stdout.read(length))
            if message.get("method") == "workspace/configuration":
                sections = [
                    self.section(item.get("section", ""))
                    for item in message["params"]["items"]
                ]
                self.send({"id": message["id"], "result": sections})
            elif "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
            yield message

    def open(self, path: str, text: str) -> str:
        uri = (self.root / path).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def problems(self, uri: str) -> list[str]:
        """Return the diagnostics of a file."""
        for message in self.messages():
            if (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
            ):
                return [
                    diagnostic["message"]
                    for diagnostic in message["params"]["diagnostics"]
                ]
        return []

    def completions(self, uri: str, line: int, column: int) -> list[str]:
        """Return the completions at a position; lines and columns from 0."""
        place = {
            "textDocument": {"uri": uri},
            "position": {"line": line, "character": column},
        }
        result = self.ask("textDocument/completion", place)["result"]
        return [
            item["label"]
            for item in (result["items"] if isinstance(result, dict) else result)
        ]

    @staticmethod
    def stream(stream: IO[bytes] | None) -> IO[bytes]:
        assert stream is not None
        return stream


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    root = tmp_path / "mine"
    assert main(["new", "site", str(root)]) == 0
    assert main(["build", "--root", str(root), "--as-of", "2027-01-10"]) == 0
    editor = Editor(root)
    with editor.process:
        yield editor
        editor.process.kill()


def test_language_server_accepts_the_site(editor: Editor) -> None:
    for path in (
        "data/sessions.yaml",
        "data/rates.yaml",
        "data/sponsors.yaml",
        "data/resources.yaml",
    ):
        uri = editor.open(path, (editor.root / path).read_text(encoding="utf-8"))
        assert editor.problems(uri) == []


def test_language_server_reports_typos(editor: Editor) -> None:
    text = "sessions:\n  - id: a\n    title: A\n    kind: talk\n    start: half past nine\n    rom: Main hall\n"

    problems = editor.problems(editor.open("data/sessions.yaml", text))

    assert any("rom" in problem for problem in problems)
    assert any("09:30" in problem for problem in problems)


def test_language_server_completes_names(editor: Editor) -> None:
    text = "sessions:\n  - id: a\n    title: A\n    kind: talk\n    start: 09:30\n    room: \n    speakers: []\n    \n"
    uri = editor.open("data/sessions.yaml", text)
    editor.problems(uri)

    assert {"Main hall", "Workshop room"} <= set(editor.completions(uri, 5, 10))
    assert "first-speaker" in editor.completions(uri, 6, 15)
    assert {"summary", "track", "abstract"} <= set(editor.completions(uri, 7, 4))
