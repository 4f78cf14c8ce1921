"""Messages about records and what they refer to."""

MESSAGES = """
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
  help: Write “{field}” in digits, such as 345 or 345.00; the currency has its own line.
R111 error: “{given}” is not a complete web address.
  help: {advice}
R112 error: “{given}” is not an e-mail address.
  help: It should look like events@example.org, one address only.
R113 error: “{given}” is not a telephone number.
  help: Write digits and spaces only, such as 020 7946 0000 or +44 20 7946 0000; words go elsewhere.
R114 error: “{given}” is not the name of a file in assets/.
  help: {advice}
R115 error: “{given}” is not a picture that browsers show.
  help: Use a file that ends in {endings}.
R116 error: “{given}” is not the short name of a language.
  help: Write it like en-GB (British English), cy (Welsh) or fr (French).
R117 error: “{given}” is not a colour we can read.
  help: Write it in straight quotes with a hash and six digits: "#1b4d89".
R118 error: “{given}” looks like more than one name.
  help: Write “{field}: {better}”. If it is one name, put it into square brackets: ["{given}"].
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

# S: sessions and their place in the programme. W: references across the other files.
S102 error: “{title}” has a start but neither an end nor a length.
  help: Add a line such as “end: 10:15” or “length: 45 minutes”.
S103 error: “{owner}” names a speaker we cannot find: “{given}”.
  help: {suggestion} Speakers live in content/speakers/.
S104 error: “{owner}” names a chair we cannot find: “{given}”.
  help: {suggestion} Chairs have a file in content/speakers/ like everybody who speaks.
S105 error: “{owner}” is in a room we cannot find: “{given}”.
  help: {suggestion} Rooms are listed at the top of data/sessions.yaml.
S106 error: “{owner}” is in a track we cannot find: “{given}”.
  help: {suggestion} Tracks are listed at the top of data/sessions.yaml.
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
W101 error: “{owner}” has a tier we cannot find: “{given}”.
  help: {suggestion} Tiers are listed in data/sponsors.yaml.
W102 error: “{given}” is not one of the kinds of resource.
  help: {suggestion} A new kind is added to “kinds” at the top of data/resources.yaml.
W103 error: “{title}” is said to take the place of itself.
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
  help: Take back the file as it was before, or delete this line: then what it says is forgotten.
H102 error: The page {old} was published, and is gone: links to it lead nowhere.
  help: Below “redirects:” in data/redirects.yaml add the line: {line}
"""
