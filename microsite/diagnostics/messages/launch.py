"""Messages about the wording and about what is left to do before launch."""

MESSAGES = """
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
K111 note: The name of “{slug}” is still to be confirmed.
  help: Put the name into its line “name”, as soon as it may be known.
K112 note: {name} has no photograph.
  help: Copy one into assets/images/, and add lines “photo: images/…” and “photo_alt: …” (what it
    shows).
K113 note: {name} has no role.
  help: Add a line “role: …” that says what they do.
K114 note: {name} has no biography.
  help: Write a few sentences below the settings of the file.
K115 note: {name} is in no session.
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
