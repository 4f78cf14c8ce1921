"""Messages about pages, output, wording, and what is left to do before launch."""

MESSAGES = """
# L: broken links. P: text that will not come out as meant.
L101 error: This link leads to a {scheme} we cannot find: “{name}”.
  help: {suggestion} Or take the link off and keep its words.
L102 error: This link leads to a heading we cannot find: “#{name}”.
  help: {suggestion} A heading's name is its words in small letters with hyphens between them.
L103 error: The address of the link “{words}” cannot be used.
  help: Links start with https:// and a complete address, mailto: or tel:, or name something of this
    site, such as “session:opening”.
L104 error: “{target}” is not an address that works on every page.
  help: {advice}
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
P109 warning: This looks like a table that was pasted from a spreadsheet.
  help: Put bars between its cells: {rows}.
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
I108 error: The download “{name}” holds {what}.
  help: Link to a PDF of it, or put it into a .zip file and link to that.
I109 warning: The download “{name}” may contain a name that must not be published: the build cannot
    search all of it.
  help: Check its text and its properties, such as the author. Then publish it as PDF, Word, Excel,
    PowerPoint or text, or add the comment “ok: I109”.

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
O106 error: This cannot be processed, because of a fault in Microsite: {reason}.
  help: Undo the last change here, or write it in another way. Please report the fault: add the
    option --traceback to the command to see its details.
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

# D: text that contradicts the data or goes stale. `ok: D101` suppresses each.
D101 warning: “{words}” cannot be: {day} is a {weekday}.
  help: Write “{weekday}”, or put the day right. {hint}
D102 warning: There is no {day}.
  help: Put the day right.
D103 warning: On {day} the clocks in {city} show {right}, not {given}.
  help: Write “{right}”, or “{city} time”.
D104 warning: “{words}” is out of date: the early rate ended on {ended}.
  help: Take it out, or say that it has ended. The prices on the site change by themselves.
D105 warning: “{words}” is a rate that data/rates.yaml does not have.
  help: Add it there, with the days on which it holds, or take these words out.
D106 warning: “{words}” means something else when time has passed, and the page does not say when it
    was written.
  help: {better}
D107 warning: “{words}” is not true on {day}: {state}.
  help: Take it out: the site says by itself how booking stands.
D108 warning: “{words}” is not a price of {what}: data/rates.yaml has {prices}.
  help: Put the right price here, or leave it to the page of rates.
D109 warning: The text says “{words}”, but {what} {right}.
  help: Put the right day here, or correct the settings.
D110 warning: The statement of the figure “{name}” does not hold its value, “{value}”.
  help: Put the right number into both.
D111 warning: “{words}”: in {other}, the number is {number}.
  help: Put the right number into both. A figure that is cited as [{number}](figure:name) is checked
    by itself.
D112 warning: The comment “ok: {given}” keeps nothing from being told.
  help: {why} Delete the comment, or put it where it belongs.
D113 warning: “{words}” looks like a note to yourself, or like filler text.
  help: Write what visitors should read, or delete it.

# K: the launch checklist, and links to other sites. Only `check` reports them.
K101 note: The {kind} “{name}” is a sample.
  help: Put in what is true, then delete its line “sample: yes”.
K102 note: “{field}” of the conference is a sample.
  help: Put in what is true, then take the word off the list “sample” at the top of
    content/event.md.
K103 note: The session “{title}” is provisional.
  help: When it is certain, delete its line “status: provisional”.
K104 note: The news post “{title}” is a draft, so it is not published.
  help: When it is ready, delete its line “draft: yes”.
K105 note: The news post “{title}” does not appear before {date}.
  help: To see it now, use the option --drafts.
K111 note: The name of “{slug}” is still to be confirmed.
  help: Put the name into its line “name”, as soon as it may be known.
K112 note: {name} has no photograph.
  help: Copy one into assets/images/, and add lines “photo: images/…” and “photo_alt: …” (what it
    shows).
K113 note: {name} has no role.
  help: Add a line “role: …” that says what they do.
K114 note: {name} has no biography.
  help: Write a few sentences below the settings of the file.
K115 note: “{name}” is in no session.
  help: Add the file's name, without .md, to “speakers” or “chair” of a session, or delete the file.
K121 note: The {kind} “{title}” has no speakers.
  help: Add a line “speakers: [name-of-a-file-in-content-speakers]”.
K122 note: The {kind} “{title}” has no abstract.
  help: Add lines “abstract: |” and, indented, its text.
K123 note: The panel “{title}” has nobody in the chair.
  help: Add a line “chair: name-of-a-file-in-content-speakers”.
K124 note: Nothing is on from {start} to {end}{day}.
  help: Add a break, or check the times of the sessions before and after.
K131 note: The resource “{title}” has no address, so it is shown without a link.
  help: Find it on its publisher's site, and add lines “url: …” and “checked: …” with today's date.
K132 note: Nobody has said when the link of “{title}” was checked.
  help: Follow it; if it is right, add a line “checked: …” with today's date.
K133 note: The link of “{title}” was last checked on {checked}, more than six months ago.
  help: Follow it; if it is still right, put today's date into its line “checked”.
K136 note: The figure “{name}” has no address of its source.
  help: Add a line “url: …” with the page that states it.
K137 note: The figure “{name}” does not say what time it is about.
  help: Add a line “published: …” with a date, or “dated: …” in words.
K138 note: Nobody has said when the figure “{name}” was checked.
  help: Compare it with its source; if it is right, add a line “checked: …” with today's date.
K139 note: The figure “{name}” was last checked on {checked}, more than a year ago.
  help: Compare it with its source; put in a newer one, or today's date into its line “checked”.
K141 note: The dates are still to be announced.
  help: Put days and times into “starts” and “ends”, such as “starts: 2027-05-20 09:00”.
K142 note: The venue is still to be announced.
  help: Add “venue:” with its name and address.
K143 note: There is no address at which to join online.
  help: Add a line “online_url: https://…”, or one that explains how people will be told.
K144 note: There is no link for booking a place.
  help: Add a line “url: https://…” under “booking:”.
K145 note: The details of the help line “{name}” have not been checked.
  help: Call the number and open the link; if they are right, delete its line “sample: yes”.
K146 note: The address of the finished site is not known.
  help: Add a line “base_url: https://…”: without it there is no site map, and shared links lack a
    picture.
K147 note: The venue says nothing about access.
  help: Add “access:” with step-free access, hearing loop, quiet room and the like.
K148 note: “{phone}” may lack a digit, or have one too many.
  help: Most telephone numbers of the United Kingdom have 11 digits, counted from the 0.
K151 note: The tier “{name}” does not say what it includes.
  help: Add “benefits:” with an entry for each thing a sponsor gets.
K152 note: The tier “{name}” is not offered and has no sponsors, so it is shown nowhere.
  help: Delete it, or its line “offered: no”.
K161 note: This title is {length} characters long; on cards and in search results it will be cut.
  help: Aim for {most} or fewer.
K162 note: The overview is hard to read: {score} on the Flesch scale, where plain English has 60 or
    more.
  help: {advice}
K171 warning: The link to {address} leads nowhere: {why}.
  help: Find its new address, or take the link out. If it works in your browser, name it under
    “unchecked_links” in content/event.md.
K172 warning: Browsers warn people who follow the link to {address}: {why}.
  help: Tell those who run it, and link to another page until it is put right.
K173 warning: The link to {address} leads into a private network, where visitors cannot follow.
  help: Use the address at which the public finds it, or take the link out.
K174 note: The link to {address} is made up: no site can have such a name.
  help: Put in the real address.
K175 note: The page {address} has moved for good.
  help: Write its new address: {to}
K176 note: Only people can tell whether {address} is still there: {why}.
  help: Follow each of these links in your browser. For a resource or a figure, then put today's
    date into its line “checked”; others can be named under “unchecked_links” in content/event.md.
K177 note: The page {address} could not be looked at: {why}.
  help: It may be so only today. Look again tomorrow; after a week it counts as a link that leads
    nowhere.
K178 note: The link to {address} now ends at the front page of its site.
  help: Find where the page has gone, or take the link out.
K191 note: The record of what was published does not have all that is in the project: {what}.
  help: When the site has been published, run “{program} record”, and keep the file with the
    project.
"""
