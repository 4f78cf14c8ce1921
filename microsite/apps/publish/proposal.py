"""Proposal of changes with Git: a commit on a branch, and a pull request.

`git`, `gh` and `glab` use the sign-in that the person has set up. Microsite asks for
none.
"""

import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from microsite.console.command import CommandError
from microsite.console.programs import run_git

PATHS = (
    "content",
    "data",
    "assets",
    "templates",
    "editions",
    "portfolio.yaml",
    "events",
    "front",
    "shared",
)
"""Paths that are committed."""
PULL_REQUEST = re.compile(r"https://\S*/(?:pull|merge_requests)/")
MAX_SECONDS = 300
MAX_DESCRIPTION = 8000  # characters of a description that is an argument of a program
Report = Callable[[str], object]


class Repository(Struct, frozen=True):
    """The Git repository of a project."""

    root: Path
    branch: str  # branch that is checked out; empty if there is none
    main: str  # branch with the accepted version
    remote: str  # name of the server; empty if there is none
    url: str  # address of the server, without a password

    @property
    def base(self) -> str:
        """Version with which proposals are compared."""
        with suppress(CommandError):
            name = f"{self.remote}/{self.main}" if self.remote else self.main
            return run_git(
                self.root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"
            )
        return "HEAD"

    def compare_address(self, branch: str) -> str:
        """Return the page on which a pull request can be opened by hand.

        It is empty if the server is not known.
        """
        _, scheme, place = self.url.removesuffix("/").partition("://")
        if not scheme:
            place = self.url  # git@github.com:team/site.git
        place = place.rpartition("@")[2].replace(":", "/", 1)
        host, _, path = place.partition("/")
        path = path.removesuffix(".git")
        if host == "github.com":
            return f"https://{host}/{path}/compare/{branch}?expand=1"
        if "gitlab" in host:
            query = f"merge_request%5Bsource_branch%5D={branch}"
            return f"https://{host}/{path}/-/merge_requests/new?{query}"
        return ""


def find_repository(root: Path) -> Repository | None:
    """Return the repository of a project; None if there is none with a commit."""
    try:
        run_git(root, "rev-parse", "--verify", "--quiet", "HEAD")
        branch = run_git(root, "branch", "--show-current")
        remotes = run_git(root, "remote").split()
        branches = run_git(root, "branch", "--format=%(refname:short)").split()
    except CommandError:
        return None
    remote = "origin" if "origin" in remotes else next(iter(remotes), "")
    main = next((name for name in ("main", "master") if name in branches), branch)
    with suppress(CommandError):
        head = run_git(root, "symbolic-ref", "--short", f"refs/remotes/{remote}/HEAD")
        main = head.removeprefix(f"{remote}/")
    url = run_git(root, "config", "--get", f"remote.{remote}.url") if remote else ""
    return Repository(root, branch, main, remote, re.sub(r"//[^/@]*@", "//", url))


def propose(
    repository: Repository, branch: str, title: str, text: str, report: Report
) -> str:
    """Commit on a branch, send it, and open a pull request.

    Return the address of its page. Each step is reported. Raise CommandError if one
    fails.
    """
    root = repository.root
    try:
        run_git(root, "check-ref-format", "--branch", branch)
    except CommandError:
        example = "autumn-programme"
        raise CommandError(
            f"“{branch}” cannot be a branch. Write a name like {example}."
        ) from None
    if branch != repository.branch:
        run_git(root, "switch", "--create", branch)
        report(f"Created the branch “{branch}”.")
    try:
        if commit(root, title):
            report(f"Saved the changes in Git as “{title}”.")
        else:
            report("All changes are saved in Git already.")
    except CommandError:
        if branch != repository.branch and repository.branch:
            run_git(root, "switch", repository.branch)
            run_git(root, "branch", "--delete", branch)
        raise
    if not repository.remote:
        report("The project has no server to which the branch could be sent.")
        return ""
    run_git(root, "push", "--set-upstream", repository.remote, branch)
    report(f"Sent the branch to {repository.url}.")
    return _request(repository, branch, title, text, report)


def commit(root: Path, message: str) -> bool:
    """Commit the changes of a project.

    Return whether there are any. Raise CommandError.
    """
    paths = [path for path in PATHS if (root / path).exists()]
    run_git(root, "add", "--all", "--", *paths)
    names = run_git(
        root, "diff", "--cached", "--name-only", "--relative", "-z", "--", *paths
    )
    folders = sorted({name.partition("/")[0] for name in names.split("\0") if name})
    if folders:  # Git refuses folders without a file
        run_git(root, "commit", "--message", message, "--", *folders)
    return bool(folders)


def _request(
    repository: Repository, branch: str, title: str, text: str, report: Report
) -> str:
    """Open a pull request, if the program of the server is installed.

    Return the address of its page, or else of the page on which to open one.
    """
    tool = "gh"
    arguments = ["pr", "create", "--head", branch, "--title", title, "--body-file", "-"]
    if "gitlab" in repository.url:
        tool = "glab"
        arguments = ["mr", "create", "--source-branch", branch, "--title", title]
        arguments += ["--yes", "--description", text[:MAX_DESCRIPTION]]
    problem = ""
    if shutil.which(tool):
        try:
            output = run_git(repository.root, *arguments, tool=tool, text=text)
        except CommandError as failure:
            # A second proposal from a branch fails, with the address of the first one.
            problem = str(failure)
            output = problem
        for word in output.split():
            if PULL_REQUEST.match(word):
                report(f"The proposal has these changes now: {word}")
                return word
    report(
        f"Open the proposal on the page of the server, from the branch “{branch}”."
        f" {problem}"
    )
    return repository.compare_address(branch)


def return_to_main(repository: Repository, report: Report) -> str:
    """Leave a branch for the accepted version. Return an empty text: no page to open.

    Raise CommandError if changes would be lost.
    """
    root = repository.root
    main = repository.main
    run_git(root, "switch", main)
    report(f"The files are those of “{main}” now.")
    if repository.remote:
        run_git(root, "fetch", repository.remote)
        run_git(root, "merge", "--ff-only", f"{repository.remote}/{main}")
        report("They are the newest accepted version.")
    return ""
