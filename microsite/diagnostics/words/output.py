"""O: what stands in the way of publishing the finished site."""

from microsite.diagnostics.words.entry import CatalogueEntry, error, warning

ENTRIES: dict[str, CatalogueEntry] = {
    "O101": error(
        "Two things want to be published as “{path}”.", "Give one of them another name or slug."
    ),
    "O102": error(
        "“{path}” and “{other}” differ only in capital letters or accents, so on many computers they are the same.",
        "Give one of them another name or slug.",
    ),
    "O103": error(
        "“{file}” cannot be published, because “{path}” needs a folder of the same name.",
        "Give one of them another name or slug.",
    ),
    "O104": error(
        "“{path}” cannot be the name of a published file: {why}.",
        "Rename it. Small letters, digits, hyphens and dots are safe everywhere.",
    ),
    "O105": error(
        "“{path}” could not be made, because a file that it needs cannot be read: {reason}.",
        "Check that the file is still there and that you are allowed to read it, and build again.",
    ),
    "O111": error(
        "The site cannot be published to {output}: that is a file, not a folder.",
        "Move or delete the file, or choose another folder with --output.",
    ),
    "O112": error(
        "The site cannot be published to {output}: that is a link.",
        "Delete the link, or publish straight to the folder it leads to: --output “{target}”.",
    ),
    "O113": error(
        "The site cannot be published to {output}: {why}.",
        "Choose a folder that holds nothing else, with --output.",
    ),
    "O114": error(
        "The folder {output} was not made by Microsite, so it is not replaced. It holds “{inside}”, for example.",
        "Move what is in it elsewhere, or choose a new folder with --output.",
    ),
    "O115": error(
        "Somebody has put files into {output}, and publishing would delete them: {names}.",
        "Move them out. What is to be published with the site belongs in assets/.",
    ),
    "O116": error(
        "The folder {output} cannot be replaced, because the system does not let us move it: "
        "it may be a disk of its own.",
        "Choose a folder inside it with --output, or delete the folder if it can be deleted, and build again.",
    ),
    "O121": error(
        "We are not allowed to write in {folder}. Nothing has been published.",
        "Check that you own the folder, that it is not read-only, and that no other program has files of the site "
        "open; or choose another one with --output.",
    ),
    "O122": error(
        "The disk is full, so nothing has been published. The site that was there is untouched.",
        "Make room where {folder} is, or choose a folder on another disk with --output.",
    ),
    "O123": error(
        "The site could not be published to {output}: {reason}. What was there before is untouched.",
        "Build again. If it happens again, choose another folder with --output.",
    ),
    "O124": error(
        "Another build of the same site has been running for more than a minute. Nothing has been published.",
        "Wait until it has finished or stop it, and build again.",
    ),
    "O125": warning(
        "The site is published, but what was done could not be noted in {path}: {reason}.",
        "Check that you are allowed to write there. Until then, every build takes longer than it needs to.",
    ),
    "O131": error(
        "A name that must not be published, given here, would appear in “{path}”{others}.",
        "Take it out of the texts, file names and pictures' descriptions that the page is made of. "
        "Nothing has been published.",
    ),
    "O132": error(
        "A name that must not be published, given here, would appear in the address of a page or file.",
        "Change the slug or the file name that has it. Nothing has been published.",
    ),
}
