"""Messages about pages, images, templates and the output folder."""

MESSAGES = """
# L: broken links. P: text that will not come out as meant.
L101 error: This link leads to a {scheme} we cannot find: “{name}”.
  help: {suggestion}
L102 error: This link leads to a heading we cannot find: “#{name}”.
  help: {suggestion} A heading's name is its words in small letters with hyphens between them.
L103 error: The address of the link “{words}” cannot be used.
  help: Links start with https:// and a complete address, mailto: or tel:, or name something of this
    site, such as “session:opening”.
L104 error: “{target}” is not an address that works on every page.
  help: For a page of this site write what it is and its name, such as “page:privacy”, “speaker:kim”
    or “site:programme”; for another site start with https://.
L105 error: This link has no words: nobody can see or hear it.
  help: Write them in the square brackets: [words]({target}).
L106 warning: A link should say where it leads; “{words}” does not.
  help: Use the name of what it leads to as the words of the link.
L107 error: This link leads to a file on somebody’s own computer, which no visitor can open.
  help: Copy the file into assets/downloads/, and write (file:downloads/{name}) in the place of the
    address.
L108 warning: The text says “{words}”, but the figure it cites, “{name}”, is {value}.
  help: Put the right number here, or correct it in data/figures.yaml.
L109 error: “{name}” is not a picture of this project.
  help: Copy the picture into assets/images/ and write ![what it shows](images/name.jpg).
L111 error: This redirect leads back to itself: {way}.
  help: Let one of them lead to a page that is there.
L112 error: “{old}” cannot be forwarded, because {what} is at that address.
  help: Delete this entry, or give what is there another name.
P101 error: “<{tag}>” is not allowed in text, so it would not be shown.
  help: Delete it. Text is written in Markdown; to show the sign itself, put it between backticks.
P106 error: This text is longer than {most} characters, and only what comes before would be read by
    anybody.
  help: Divide it into several pages.
P107 error: There are so many signs “{sign}” from here on that this cannot be meant as text.
  help: Delete what was pasted by accident. What is to be shown as it stands goes into a file to
    download.
P108 warning: “{sign}” is opened here and never closed, so what follows may come out wrong.
  help: Write {end} where it ends, or delete it.
P102 error: This heading has no words.
  help: Write some after the #, or delete the line.
P103 warning: The heading “{title}” skips a level, which confuses people who listen to the page.
  help: Start it with {right} instead of {given}.
P104 error: The picture “{name}” has no words for those who cannot see it.
  help: Say what it shows between the square brackets: ![what it shows]({name}).
P105 warning: “{title}” is a line in bold; people who listen to the page cannot tell that it is a
    heading.
  help: If it is one, start it with ## and take the asterisks away.

# I: images and downloads that are missing or not fit to publish.
I101 error: There is no picture “{name}” in assets/.
  help: {suggestion} Copy the file into assets/images/, or correct the name; small and capital
    letters count.
I102 error: The picture “{name}” is {size}; 30 MB is the most.
  help: Save it smaller, about 2,000 pixels wide.
I103 error: “{name}” cannot be read as a picture.
  help: Open it in an image program and save it again as JPEG, PNG or WebP.
I104 error: The picture “{name}” is {width} by {height} pixels, too many to open safely.
  help: Save it smaller, about 2,000 pixels wide.
I105 error: The drawing “{name}” holds {what}, which could act by itself or load something.
  help: Export it again as a plain SVG, or use a PNG.
I106 warning: The picture “{name}” has no words for those who cannot see it.
  help: Add a line “{field}: …” that says what it shows.
I107 error: There is no file “{name}” in assets/.
  help: {suggestion} Copy the file into assets/, or correct the name; small and capital letters
    count.

# C: colours and spacing that were changed to be easy to read.
C101 warning: The colour {given} is {fault}; its shade {used} is used instead.
  help: {advice}
C102 warning: The density {given} is out of bounds; {used} is used instead.
  help: Write a number from {least} to {most}: 1 is normal, less is tighter.

# T: templates and stylesheets that cannot be used.
T101 error: This template cannot be read: {reason}.
  help: Put this line right, or delete the file to use the one that comes with Microsite.
T102 error: This template fails when a page is made from it: {reason}.
  help: docs/template-reference.md lists what each template may read.
T103 error: There is no template “{name}”.
  help: Correct the name, or put the file back into templates/.
T104 error: The stylesheet names a file that is not there: {name}.
  help: {suggestion} Correct the name, or put the file into assets/.
T105 error: What this template takes in is not written out by name.
  help: Write the name of the template in quotation marks, such as {{% include "layout/footer.html"
    %}}.
T106 error: The typeface of the share cards cannot be read.
  help: Put a TrueType or OpenType file there, or delete it to use the one that comes with
    Microsite.
T107 error: This page kind cannot be loaded: {reason}.
  help: Correct this file, or delete it. docs/theming.md shows how a project adds a page kind.
T108 error: This page kind fails when its pages are built: {reason}.
  help: Correct this line. docs/theming.md shows how a project adds a page kind.

# O: obstacles to publishing the finished site.
O101 error: Two things want to be published as “{path}”.
  help: Give one of them another name or slug.
O102 error: “{path}” and “{other}” differ only in capital letters or accents, so on many computers
    they are the same.
  help: Give one of them another name or slug.
O103 error: “{file}” cannot be published, because “{path}” needs a folder of the same name.
  help: Give one of them another name or slug.
O104 error: “{path}” cannot be the name of a published file: {why}.
  help: Rename it. Small letters, digits, hyphens and dots are safe everywhere.
O105 error: “{path}” could not be made, because a file that it needs cannot be read: {reason}.
  help: Check that the file is still there and that you are allowed to read it, and build again.
O111 error: The site cannot be published to {output}: that is a file, not a folder.
  help: Move or delete the file, or choose another folder with --output.
O112 error: The site cannot be published to {output}: that is a link.
  help: Delete the link, or publish straight to the folder it leads to: --output “{target}”.
O113 error: The site cannot be published to {output}: {why}.
  help: Choose a folder that holds nothing else, with --output.
O114 error: The folder {output} was not made by Microsite, so it is not replaced. It holds
    “{inside}”, for example.
  help: Move what is in it elsewhere, or choose a new folder with --output.
O115 error: Somebody has put files into {output}, and publishing would delete them: {names}.
  help: Move them out. What is to be published with the site belongs in assets/.
O116 error: The folder {output} cannot be replaced, because the system does not let us move it: it
    may be a disk of its own.
  help: Choose a folder inside it with --output, or delete the folder if it can be deleted, and
    build again.
O121 error: We are not allowed to write in {folder}. Nothing has been published.
  help: Check that you own the folder, that it is not read-only, and that no other program has files
    of the site open; or choose another one with --output.
O122 error: The disk is full, so nothing has been published. The site that was there is untouched.
  help: Make room where {folder} is, or choose a folder on another disk with --output.
O123 error: The site could not be published to {output}: {reason}. What was there before is
    untouched.
  help: Build again. If it happens again, choose another folder with --output.
O124 error: Another build of the same site has been running for more than a minute. Nothing has been
    published.
  help: Wait until it has finished or stop it, and build again.
O125 warning: The site is published, but what was done could not be noted in {path}: {reason}.
  help: Check that you are allowed to write there. Until then, every build takes longer than it
    needs to.
O131 error: A name that must not be published, given here, would appear in “{path}”{others}.
  help: Take it out of the texts, file names and pictures' descriptions that the page is made of.
    Nothing has been published.
O132 error: A name that must not be published, given here, would appear in the address of a page or
    file.
  help: Change the slug or the file name that has it. Nothing has been published.
"""
