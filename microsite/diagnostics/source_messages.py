"""Messages about files that cannot be read, and about records and what they refer to."""

MESSAGES = """
# F: files that are missing, misplaced or not text. M: the fences of front matter.
F101 error: There is no “{folder}” folder here.
  help: {advice}Run the command in the project's folder, or name it: --root FOLDER. To start a new
    site: new site FOLDER.
F102 error: The file content/event.md is missing: it names the conference, its dates and its place.
  help: Restore it: with Ctrl+Z in the editor, from the recycle bin, from .cache/backups, or with
    “git restore content/event.md”. Or copy the one from the examples and change it.
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
  help: {advice}Rename the file to “{better}”: small letters, digits and hyphens only.
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
  help: Restore it: with Ctrl+Z in the editor, from .cache/backups, or with “git restore”. If there
    is nothing of its kind to show, delete it.
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
  help: If it belongs to the text, use straight quotes: {line} If it is a remark, put it on a line
    of its own, with a space after the #.
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
Y149 error: Something stands below “{mark}”, which says that there is nothing.
  help: Delete “{mark}”: {line}
Y150 error: The text below this line needs a bar at the end of the line.
  help: Write: {line}
Y151 error: The comma in “{given}” ends the value too early.
  help: Use straight quotes: {line}
Y199 error: This part of the file cannot be read as “name: value” lines.
  help: Check this line and the one before it: the indentation, the colon, the quotes and the
    brackets. Putting the text in straight quotes often cures it.

# R: fields that are missing, unknown or invalid.
R101 error: {record} has no “{field}”.
  help: Add a line such as “{field}: {example}”. {meaning}
R102 error: {record} has a line “{given}”, which we do not know.
  help: {suggestion}
R103 error: {which} should be text, but here is {found}.
  help: {advice}
R104 error: “{field}” is empty.
  help: Write something after the colon, or delete the line.
R105 error: “{field}” is {length} characters long; {most} is the most.
  help: Shorten it.
R106 error: “{given}” cannot become part of a web address.
  help: Use small letters, digits and hyphens: “{better}”.
R107 error: “{field}” should be yes or no, not “{given}”.
  help: Write “{field}: yes” or “{field}: no”.
R108 error: “{given}” is not a whole number.
  help: Write “{field}” in digits, such as {example}.
R109 error: “{given}” is not a number.
  help: Write “{field}” in digits, such as {example}.
R110 error: “{given}” is not an amount of money.
  help: Write “{field}” in digits, such as 345 or 345.00; while it is not known, delete the line.
R111 error: “{given}” is not a complete web address.
  help: {advice}
R112 error: “{given}” is not an e-mail address.
  help: It should look like events@example.org, one address only.
R113 error: “{given}” is not a telephone number.
  help: Write digits and spaces only, such as 020 7946 0000 or +44 20 7946 0000; words go elsewhere.
R114 error: “{given}” is not the name of a file in assets/.
  help: {advice}
R115 error: “{given}” is not a picture that browsers show.
  help: {advice}
R116 error: “{given}” is not the short name of a language.
  help: Write it like en-GB (British English), cy (Welsh) or fr (French).
R117 error: “{given}” is not a colour we can read.
  help: Write it in straight quotes with a hash and six digits: "#1b4d89".
R118 error: “{given}” looks like more than one name.
  help: Write “{field}: {better}”. {otherwise}
R119 error: “{given}” is not one of the words for “{field}”.
  help: {suggestion}
R121 error: “{given}” is not a date we can read.
  help: {guess}
R122 error: “{given}” is not a date: {why}.
  help: Correct “{field}”.
R123 error: “{given}” is not a time we can read.
  help: {guess}
R124 error: “{given}” has no time of day.
  help: Write the day and the time, such as “{day} 09:30”, or “to be announced”.
R125 error: “{given}” is not a length we can read.
  help: Write minutes, such as “45 minutes” or “1 hour 30 minutes”.
R126 error: “{given}” is too long or too short for a session.
  help: Write a length between 1 minute and 24 hours.
R127 error: “{given}” is not a time zone we know.
  help: {suggestion}
R128 error: “{field}” should be a list, but here is {found}.
  help: Start each entry on a line of its own with a hyphen and a space: “- ”.
R129 error: {record} should be “name: value” lines, but here is {found}.
  help: Write each entry as lines such as “- id: {example}”, with the next lines lined up under
    “id”.
R130 error: “{field}” should be “name: value” lines, but here is {found}.
  help: Put each value on its own line below, indented, such as “{example}”.
R131 error: This file should hold a list, but here is {found}.
  help: Start it with a line “{key}:” and put the entries below, each with a hyphen in front.
R132 error: “{given}” is not a line of event.md, so it cannot be a sample.
  help: {suggestion}
R133 error: “{given}” is out of bounds.
  help: Write “{field}” as a whole number from {least} to {most}.
R134 error: “{given}” is not an address of this site that can lead elsewhere.
  help: {advice}
R135 error: “{given}” is not a point of a photograph.
  help: Write how far it is from the left and from the top, such as “{field}: 50% 30%”.
R136 error: {record} looks like a {kind}, but does not stand below “{key}:”.
  help: {cure}

# S: sessions and their place in the programme. W: references across the other files.
S102 error: “{title}” has a start but neither an end nor a length.
  help: Add a line such as “end: 10:15” or “length: 45 minutes”.
S103 error: “{owner}” names a speaker we cannot find: “{given}”.
  help: {suggestion} For somebody new, make content/speakers/{slug}.md.
S104 error: “{owner}” names a chair we cannot find: “{given}”.
  help: {suggestion} For somebody new, make content/speakers/{slug}.md.
S105 error: “{owner}” is in a room we cannot find: “{given}”.
  help: {suggestion} For a new room, add “- name: {given}” below “rooms:” in data/sessions.yaml.
S106 error: “{owner}” is in a track we cannot find: “{given}”.
  help: {suggestion} For a new track, add “- name: {given}” below “tracks:” in data/sessions.yaml.
S107 error: “{owner}” names a resource we cannot find: “{given}”.
  help: {suggestion} Resources live in data/resources.yaml.
S109 error: “{owner}” repeats a session we cannot find: “{given}”.
  help: {suggestion}
S110 error: “{title}” ends at {end}, before it starts at {start}.
  help: Check both times. Only an end up to {new_day} is taken for the small hours of the next day;
    for a later one give the length instead.
S111 error: “{title}” is said to take {length} minutes, but from its start to its end it takes
    {minutes}.
  help: Keep the end or the length, and delete the other.
S112 error: “{given}” is not a day of this conference.
  help: {suggestion} The days come from “starts” and “ends” in content/event.md.
S113 error: The id “{id}” is already used for another {kind}, on line {line}.
  help: Give this one an id of its own.
S114 warning: {name} is in two places at once: “{first}” and “{second}”.
  help: Move one of the sessions, or take the name off one.
S115 warning: {room} is used twice at once: for “{first}” and “{second}”.
  help: Move one of them, or change its room. If they share the room on purpose, nothing needs to
    change.
S116 error: This day is described twice, first on line {first}.
  help: Keep one of the two entries.
S117 error: The conference ends before it starts.
  help: Check “starts” and “ends” in content/event.md.
S118 error: The conference has a start but no end.
  help: Add a line “ends: 2027-05-20 16:30” with its day and time.
S119 error: The conference would take {days} days; {most} is the most.
  help: Check the year and the month of “starts” and “ends”.
S120 error: “{title}” does not say on which day it is.
  help: The conference has more than one day, so add a line such as “day: {first}” or “day: 1”.
S121 error: “{given}” cannot be placed: the dates of the conference are still to be announced.
  help: Write the number of the day instead, such as “day: 1”, or set “starts” and “ends” in
    content/event.md.
S122 warning: “{title}” {turns} at {at}, but the conference {turns} at {event_at}.
  help: Check the time. If it is right, change “{turns}” in content/event.md.
S123 warning: “{title}” starts at {start}, which counts as the night after this day, hours after
    everything else.
  help: For the afternoon, write {meant}.
S124 error: “{owner}” names “{given}”, which could mean {choices}.
  help: Records share this name. Write the id of the one you mean.
S125 warning: This person and “{other}” are both called {name}.
  help: If they are one person, keep one file. If not, name each by their file, and add a comment
    “ok: S125”.
S126 warning: “{title}” overlaps “{other}”.
  help: Move one of them. A break without a room is for everybody; if it is not, give it a room.
S129 error: “{owner}” has “{given}” as a name, but it stands for what is not known yet.
  help: Delete it from the line “{field}” until the name is known; delete the line if nothing is
    left on it.
W101 error: “{owner}” has a tier we cannot find: “{given}”.
  help: {suggestion} Tiers are listed in data/sponsors.yaml.
W102 error: “{given}” is not one of the kinds of resource.
  help: {suggestion} A new kind is added to “kinds” at the top of data/resources.yaml.
W103 error: “{title}” lists itself under “supersedes”.
  help: Name the older resource, or delete the line.
W104 error: The speaker “{slug}” is protected, but has no name to be shown by.
  help: Add a line such as “shown_as: An adviser with lived experience”.
W105 error: This speaker is protected, so “{field}” could give them away.
  help: Delete the line.
W106 error: The rate “{name}” needs one price, or a list of prices.
  help: Write “price: 345”, or “prices:” with an amount and its days for each; not both.
W107 error: A price of “{name}” ends before it starts.
  help: Check “from” and “until”.
W108 error: Booking closes before it opens.
  help: Check “opens” and “closes” under “booking”.
W109 error: More strokes are marked than there are.
  help: Check “strokes” and “marked”.
W110 error: The strokes of this figure do not say what they count.
  help: Add a line such as “key: One stroke, 1,000 people”.
W111 error: “custom_domain” is yes, but nothing says which domain.
  help: Add a line such as “base_url: https://conference.example/”, or take “custom_domain” out.
W112 error: The subsidised price of “{name}” is higher than its price.
  help: Check “price” and “subsidised_price”.
W113 warning: Booking closes after the conference is over.
  help: Check “closes” under “booking”: it is the last moment at which somebody can book.
W114 warning: “{name}” has two prices on {day}; the earlier one is shown.
  help: Let each price start the day after the one before it ends. Check “from” and “until”.
W115 warning: “{name}” has no price from {first} to {last}.
  help: Let each price start the day after the one before it ends. Check “from” and “until”.
W116 error: “{title}” was updated before it was published.
  help: Check “published” and “updated”.
W117 error: “{given}” is in {found}, but the prices of this file are in {currency}.
  help: If they are in {found}, write “currency: {found}” at the top of the file; if not, write the
    amount alone.
W118 warning: “{title}” is dated {date}: {why}.
  help: Correct the date, or the name of the file. A post appears on its date.
W119 warning: “{label}” of “{name}” has other days than “{label}” of the other rates.
  help: Their “{field}” is {wanted}. Change all of them, or give this price another label.

# E: editions of a series.
E101 error: This edition has no place in its series.
  help: Write the address of the series and one folder more, such as “base_url: {better}”.
E102 error: There are past editions, but nothing says what they are editions of.
  help: Add “series:” with “name” and “url” to content/event.md, or take the folder editions/ away.
E103 error: This past edition does not belong to the series of the present one.
  help: Give it the same “series: url” as content/event.md: “{url}”.
E104 error: Two editions have the same address, “{folder}”.
  help: The other one is {other}. Give each its own folder at the end of “base_url”.

# H: the record of what was published.
H101 error: Line {line} of the record of what was published is damaged.
  help: Restore the file as it was before, or delete this line: then what it says is forgotten.
H102 error: The page {old} was published, and is gone: links to it lead nowhere.
  help: Below “redirects:” in data/redirects.yaml add the line: {line}
"""
