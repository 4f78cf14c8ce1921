"""F: files that are missing, misplaced, or not what they should be. M: the fences of front matter."""

from microsite.diagnostics.words.entry import CatalogueEntry, error, warning

ENTRIES: dict[str, CatalogueEntry] = {
    "F101": error(
        "There is no “{folder}” folder here.",
        "{advice}Run the command in the project's folder, or name it: --root FOLDER. To start a new site: "
        "new site FOLDER.",
    ),
    "F102": error(
        "The file content/event.md is missing: it names the conference, its dates and its place.",
        "Restore it, or copy the one from the examples and change it.",
    ),
    "F103": error(
        "This file is {size}; a text file can be {most} at most.",
        "Check that it is the right file. Pictures and downloads belong in assets/.",
    ),
    "F104": error("This file is {kind}, whatever its name says.", "{advice}"),
    "F105": error(
        "This cannot be opened: {reason}.",
        "Close it in other programs, check that you are allowed to read it, and try again.",
    ),
    "F106": error(
        "This is not an ordinary file, so it is not read.",
        "Delete it, or put a file with its words in its place.",
    ),
    "F107": error(
        "This is a link to something outside the project, so it is not read.",
        "Put the file itself in its place.",
    ),
    "F108": error(
        "This file is being saved by another program at this very moment.",
        "Run the command again when the other program has finished.",
    ),
    "F109": error("This file and {other} both want the address {address}.", "Rename one of them."),
    "F110": error(
        "The name “{name}” cannot become part of a web address.",
        "Rename the file to “{better}”: small letters, digits and hyphens only.",
    ),
    "F111": warning(
        "The folder “{name}” is not one that Microsite reads.",
        "Move its files into content/pages/, content/news/ or content/speakers/.",
    ),
    "F112": warning("This file is not read.", "{advice}"),
    "F113": warning(
        "Folders inside content/{folder}/ are not read.",
        "Move its files up into content/{folder}/.",
    ),
    "F114": warning("“{name}” is not a data file that Microsite reads.", "{suggestion}"),
    "F115": error(
        "This file and {other} hold the same kind of data.",
        "Keep one: move its lines into the other and delete it.",
    ),
    "F116": warning(
        "This file was saved in an old Windows format, so some letters may come out wrong.",
        "Check the accents, dashes and pound signs on the page; then save the file again as UTF-8 "
        "(in Notepad: Save as, Encoding: UTF-8).",
    ),
    "F117": error(
        "A character that cannot be shown ({name}) is hidden on this line.",
        "Put the cursor where it is marked and press Delete once.",
    ),
    "F118": error(
        "Two people changed the same lines, and both versions stand here, down to line {last}.",
        "Keep the lines that are right, and delete the others and the three lines of <<<<<<<, ======= and >>>>>>>.",
    ),
    "F119": error(
        "This file is empty.", "Restore it; or delete it, if there is nothing of its kind to show."
    ),
    "F120": error(
        "“{name}” should be called “{better}”.",
        "Rename it: capital letters count, and so does the ending. (Windows shows endings with View, Show, File name "
        "extensions.)",
    ),
    "F121": error(
        "A letter on this line is lost: the file was saved in a format that cannot hold it.",
        "Type it again, and save the file as UTF-8 (in Notepad: Save as, Encoding: UTF-8; in TextEdit: Preferences, "
        "Open and Save).",
    ),
    "F122": error(
        "“{name}” is a folder; it should be a file.",
        "Move what it holds elsewhere and delete it, then put the file in its place.",
    ),
    "F123": error(
        "“{name}” is a file; it should be a folder.",
        "Move it elsewhere, and make a folder of this name.",
    ),
    "F124": error(
        "This line, “{mark}…”, is left over from two versions of the file that Git has put together.",
        "See that the lines around it stand here once and are right, and delete this one.",
    ),
    "M101": error(
        "The settings at the top of the file do not start with a line of three hyphens.",
        "Start the file with a line “---”, then the settings, such as “title: …” (for a person “name: …”), then "
        "another line “---”, then the text.",
    ),
    "M102": error("The settings that start here are never closed.", "{advice}"),
    "M103": error(
        "The settings at the top should be “name: value” lines, but here is {given}.",
        "Write for example “title: Your title”.",
    ),
    "M104": error(
        "The settings must stand between two lines of three hyphens, but here is “{given}”.",
        "Write three ordinary hyphens, with nothing in front or behind: ---",
    ),
    "M105": error(
        "The settings start on line {line}, but something stands before them.",
        "Move it below the settings, or delete it: the first line of the file must be three hyphens, “---”.",
    ),
    "M106": error(
        "This line ends the settings, but more of them follow on line {line}.", "Delete this line."
    ),
}
