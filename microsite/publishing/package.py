"""A zip file of the whole site, and commands of Microsite in a process of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from microsite.cli.commands import CommandError
from microsite.project import ENGINE, Project
from microsite.publishing.proposal import Report
from microsite.publishing.publish import keep_copy

ZIP = "site.zip"


def run_microsite(project: Project, report: Report, *arguments: str) -> str:
    """Run a command, and report what it prints. Raise CommandError if it fails."""
    path = os.pathsep.join(filter(None, (str(ENGINE.parent), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "microsite", *arguments, "--root", str(project.root)]
    with subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            report(line.rstrip())
    if process.returncode:
        raise CommandError("It stopped before the end. The lines above say why.")
    return ""


def create_zip(project: Project, report: Report) -> Path:
    """Build the site without drafts, and pack it. Return the path of the file in `.cache/`."""
    with TemporaryDirectory() as folder:
        output = Path(folder).resolve() / "site"
        run_microsite(project, report, "build", "--output", str(output))
        draft = shutil.make_archive(str(project.cache / "draft"), "zip", output)
        Path(draft).replace(project.cache / ZIP)
        keep_copy(project, output)
    report("The zip file is ready. Unpack it in the folder of your web server.")
    return project.cache / ZIP
