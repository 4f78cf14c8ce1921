"""Messages about files that cannot be read or parsed."""

MESSAGES = """
# F: files that are missing, misplaced or not text. M: the fences of front matter.
F101 error: There is no “{folder}” folder here.
  help: {advice}Run the command in the project's folder, or name it: --root FOLDER. To start a new
    site: new site FOLDER.
F102 error: The file content/event.md is missing: it names the conference, its dates and its place.
  help: Restore it, or copy the one from the examples and change it.
F103 error: This file is {size}; a text file can be {most} at most.
  help: Check that it is the right file. Pictures and downloads belong in assets/.
F104 error: This file is {kind}, whatever its name says.
  help: {advice}
F105 error: This cannot be opened: {reason}.
  help: Close it in other programs, check that you are allowed to read it, and try again.
F106 error: This is not an ordinary file, so it is not read.
  help: Delete it, or put a file with its words in its place.
F107 error: This is a link to something outside the project, so it is not read.
  help: Put the file itself in its place.
F108 error: This file is being saved by another program at this very moment.
  help: Run the command again when the other program has finished.
F109 error: This file and {other} both want the address {address}.
  help: Rename one of them.
F110 error: The name “{name}” cannot become part of a web address.
  help: Rename the file to “{better}”: small letters, digits and hyphens only.
F111 warning: The folder “{name}” is not one that Microsite reads.
  help: Move its files into content/pages/, content/news/ or content/speakers/.
F112 warning: This file is not read.
  help: {advice}
F113 warning: Folders inside content/{folder}/ are not read.
  help: Move its files up into content/{folder}/.
F114 warning: “{name}” is not a data file that Microsite reads.
  help: {suggestion}
F115 error: This file and {other} hold the same kind of data.
  help: Keep one: move its lines into the other and delete it.
F116 warning: This file was saved in an old Windows format, so some letters may come out wrong.
  help: Check the accents, dashes and pound signs on the page; then save the file again as UTF-8 (in
    Notepad: Save as, Encoding: UTF-8).
F117 error: A character that cannot be shown ({name}) is hidden on this line.
  help: Put the cursor where it is marked and press Delete once.
F118 error: Two people changed the same lines, and both versions stand here, down to line {last}.
  help: Keep the lines that are right, and delete the others and the three lines of <<<<<<<, =======
    and >>>>>>>.
F119 error: This file is empty.
  help: Restore it; or delete it, if there is nothing of its kind to show.
F120 error: “{name}” should be called “{better}”.
  help: Rename it: capital letters count, and so does the ending. (Windows shows endings with View,
    Show, File name extensions.)
F121 error: A letter on this line is lost: the file was saved in a format that cannot hold it.
  help: Type it again, and save the file as UTF-8 (in Notepad: Save as, Encoding: UTF-8; in
    TextEdit: Preferences, Open and Save).
F122 error: “{name}” is a folder; it should be a file.
  help: Move what it holds elsewhere and delete it, then put the file in its place.
F123 error: “{name}” is a file; it should be a folder.
  help: Move it elsewhere, and make a folder of this name.
F124 error: This line, “{mark}…”, is left over from two versions of the file that Git has put
    together.
  help: See that the lines around it stand here once and are right, and delete this one.
M101 error: The settings at the top of the file do not start with a line of three hyphens.
  help: Start the file with a line “---”, then the settings, such as “title: …” (for a person “name:
    …”), then another line “---”, then the text.
M102 error: The settings that start here are never closed.
  help: {advice}
M103 error: The settings at the top should be “name: value” lines, but here is {given}.
  help: Write for example “title: Your title”.
M104 error: The settings must stand between two lines of three hyphens, but here is “{given}”.
  help: Write three ordinary hyphens, with nothing in front or behind: ---
M105 error: The settings start on line {line}, but something stands before them.
  help: Move it below the settings, or delete it: the first line of the file must be three hyphens,
    “---”.
M106 error: This line ends the settings, but more of them follow on line {line}.
  help: Delete this line.

# Y: YAML in data files and front matter.
Y101 error: This line starts with a Tab; only spaces may stand here.
  help: Delete the Tab{spaces}.
Y102 error: There is a Tab {where}.
  help: {cure}
Y103 error: A no-break space is hidden on this line, where an ordinary space is needed.
  help: Delete the space that is marked and type it again with the space bar. Text pasted from Word
    or a web page often brings such spaces along.
Y104 error: A character that cannot be seen ({name}) is hidden on this line.
  help: Put the cursor where it is marked and press Delete once, or delete the word and type it
    again.
Y105 error: {what} is hidden on this line.
  help: Delete it and type a space. For a text of several lines, put each line on a line of its own.
Y106 error: This text contains a code for a character that cannot be shown.
  help: Delete the part that starts with a backslash, or put the text in single quotes to show it as
    typed.
Y107 error: A line break that your editor does not show cuts this line in two.
  help: Delete the place that is marked and type a space.
Y108 error: The curly quotes round this text cannot hold it together; only straight ones can.
  help: Write: {line}
Y109 warning: The curly quotes round this text will be shown on the page.
  help: Take them away. If they are part of the text, say so with straight quotes outside: {kept}
Y110 error: There is a colon inside this text, so it has to stand in straight quotes.
  help: Write: {line}
Y111 error: The apostrophe in “{word}” ends the quotes too early.
  help: Use double quotes round the text: {line}
Y112 error: The quotes end at “{word}”, before the text does.
  help: Put the whole text in quotes of the other kind: {line}
Y113 error: The quote that opens here is never closed: {shown}
  help: Write: {line}
Y114 error: “{lost}” would be thrown away: what follows a space and a # counts as a remark.
  help: If it is a remark, put a space after the #. If it belongs to the text, use straight quotes:
    {line}
Y115 error: A text can’t start with “{mark}” unless it stands in straight quotes.
  help: Write: {line}
Y116 error: A text that starts with a bracket “{mark}” has to stand in straight quotes.
  help: Write: {line}
Y117 error: A text can’t start with “{mark}” and a space unless it stands in straight quotes.
  help: If this is a list, put each entry on a line of its own below, with a hyphen and a space in
    front. If it is a text, write: {line}
Y118 error: “{mark}” at the start announces a text on the lines below, but here the text follows at
    once.
  help: Move the text to the next line and put spaces in front of it; or, if the sign belongs to the
    text, write: {line}
Y120 error: “*{name}” is a reference to another place in the file, which Microsite does not follow.
  help: If these are words, put the whole text in straight quotes. If it is a reference, write the
    text out again.
Y121 error: The line “{mark}” ends the data here, and what follows would not be read.
  help: Delete this line; a data file has only one part.
Y122 error: This is indented more than {deepest} levels deep, which no field needs.
  help: Check the indentation, or the brackets, from here upwards.
Y123 error: A name was expected here, but a list or a block stands in its place.
  help: Write “name: value”. If this is text, put it in straight quotes.
Y124 error: “{name}” is given twice, on lines {first} and {second}.
  help: Keep one of them and delete the other.
Y125 error: “<<” copies another block, which Microsite does not do.
  help: Write the lines out instead.
Y126 error: “{name}” is a mark for programmers, which Microsite does not use.
  help: If it belongs to the text, put the whole text in straight quotes. If not, delete it.
Y127 error: A new entry seems to start at “{name}”, but the hyphen in front of it is missing.
  help: Put “- ” in front of “{name}”, in line with the hyphen of the entry above. “{name}” of that
    entry is on line {first}.
Y128 warning: A quote stands at the end of this text, but none at its start; it will be shown on the
    page.
  help: Delete it, or put one at the start as well.
Y129 error: This bracket “{mark}” closes nothing.
  help: Delete it.
Y130 error: {name} does not line up with the lines above.
  help: Put {spaces} in front of it (now {found}), so that it stands right below {other}.
Y131 error: The hyphen needs a space after it.
  help: Write: {line}
Y132 error: The colon after “{name}” needs a space after it.
  help: Write: {line}
Y133 error: There is no colon after “{name}”.
  help: {advice} {line}
Y134 error: This text runs on, but its lines are not indented.
  help: Start with the line “{name}: |” and put {spaces} spaces in front of every line of the text
    below it.
Y135 error: The bracket “{mark}” that opens here is never closed.
  help: Add the missing “{closer}”: {line}
Y136 error: A backslash has a meaning of its own inside double quotes.
  help: {advice} {line}
Y137 error: This list entry starts with a {kind} “{mark}” instead of a hyphen.
  help: Type an ordinary hyphen and a space: “- ”. Word turns hyphens into other signs by itself.
Y139 error: “{mark}” looks like a colon but is another sign.
  help: Type an ordinary colon and a space: “: ”.
Y140 warning: There are only remarks (lines that start with #) in this file, so nothing of it is
    shown.
  help: Take the # away from the lines that count, or delete the file.
Y142 error: This list entry would become part of the text “{value}” above it.
  help: If “{value}” is an entry too, put it on a line of its own with a hyphen in front. If all of
    it is one text, put it in straight quotes.
Y143 error: {what} stands here among {others}, where it cannot belong.
  help: Check its indentation, and whether a line such as “speakers:” is missing above it.
Y144 error: “{mark}” stands in front of “{name}”, where no sign may stand.
  help: Delete it.
Y145 error: This line starts with a colon, and its name stands on the line above.
  help: Write both on one line: {line}
Y146 error: “{name}” has to start on a line of its own.
  help: Put the cursor in front of the spaces before “{name}” and press Enter.
Y147 error: The hyphen in front of this list entry is missing.
  help: Write: {line}
Y148 warning: “{value}” stands in this list twice.
  help: Delete one of the two.
Y199 error: This part of the file cannot be read as “name: value” lines.
  help: Check this line and the one before it: the indentation, the colon, the quotes and the
    brackets. Putting the text in straight quotes often cures it.
"""
