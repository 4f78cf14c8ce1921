"""Regular expressions of the checks: words, and marks that mean nothing here."""

import re

from msgspec import Struct


class Pattern(Struct, frozen=True, kw_only=True):
    """A regular expression that checks look for in texts."""

    regex: re.Pattern[str]
    clues: tuple[str, ...] = ()
    """Parts of words, in lower case. A text with a match contains at least one.

    Empty if any text may have a match.
    """


class Mark(Pattern, frozen=True, kw_only=True):
    """A mark that means nothing here.

    A match is sound if the text defines its group `ref`. A match with a group `body`
    counts only in the body of a Markdown file.
    """

    advice: str
    """Sentence for the editor."""


# Days and times

IMPOSSIBLE_TIME = Pattern(
    regex=re.compile(
        r"""
        \d (?<![\d:.,]\d)
        (?:
            # from 24:01 on, after a word that leads to a time
            (?: (?<=\bat[ ]\d) | (?<=\bfrom[ ]\d) | (?<=\buntil[ ]\d) )
            (?: (?<=2)[4-9] | (?<=[3-9])\d ) :[0-5]\d (?<!24:00)
            # 9.75am
            | \d?[:.][6-9]\d[ \t]?[ap]\.?m
            # 13pm
            | (?: (?<=1)[3-9] | (?<=[2-9])\d ) (?:[:.]\d\d)? [ \t]?[ap]\.?m
        )
        \b (?![:\d])
        """,
        re.VERBOSE | re.IGNORECASE,
    ),
)
"""A time that does not exist: `at 25:00`, `9.75am`, `13pm`."""

CLOCK_TIME_BEFORE = re.compile(
    r"""
    (?: \d{1,2}[:.]\d{2} | \d{1,2}[ \t]?[ap]\.?m\.? | \bnoon | \bmidday | \bmidnight )
    [ \t\xa0]* \(? \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A time at the end of the words before a time zone."""

RELATIVE_PERIOD = Pattern(
    clues=("year", "month", "week"),
    regex=re.compile(
        r"\b(?:(?P<this>this)|next|last)\s+(?P<period>year|month|week)(?!\w|\s+or\b)",
        re.IGNORECASE,
    ),
)
"""`this year` and `next month`, but not `this week or ten years ago`."""

DETERMINER_BEFORE = re.compile(
    r"""
    \b (?: the|a|an|each|every|very|my|your|his|her|its|our|their|of|per ) \s+ \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A word that makes `next` and `last` relative to something else: `the next year`."""

RELATIVE_DAY = Pattern(
    clues=("tomorrow", "yesterday"),
    regex=re.compile(
        r"(?<![\w'’-])(?:tomorrow|yesterday)(?![\w'’-])",
        re.IGNORECASE,
    ),
)

PREPOSITION_BEFORE = re.compile(r"\b(?:of|for|and|or)\s+\Z", re.IGNORECASE)
"""A word that makes `tomorrow` a subject, not a day: `the towns of tomorrow`."""

_ANNOUNCEMENTS = (
    "available|announced|published|open|opens|opening|released|confirmed"
    "|added|follow|follows|revealed|posted|live|back|coming|updated|launched"
    "|on[ ]sale"
)
PROMISE = Pattern(
    clues=("soon", "shortly", "watch"),
    regex=re.compile(
        rf"""
        \b (?:{_ANNOUNCEMENTS}) \s+ (?:very\s+|quite\s+)? (?:soon|shortly) \b
        (?! \s+ (?:after|before|afterwards|as|enough) \b )
        | (?:soon|shortly) \s+be\s+ (?:{_ANNOUNCEMENTS}) \b
        | watch[ ]this[ ]space
        """,
        re.VERBOSE | re.IGNORECASE,
    ),
)
"""`coming soon` and `will soon be announced`, but not `coming soon after`."""

CURRENTLY = Pattern(
    clues=("currently",),
    regex=re.compile(
        r"""
        currently \s+
        (?:
            being|open|closed|available|unavailable|planned|planning
            |accepting|full|sold|unknown
        )
        \b
        """,
        re.VERBOSE | re.IGNORECASE,
    ),
)

TAKES_PLACE_BEFORE = re.compile(
    r"""
    (?:
        \b (?:the|this|our) \s+ (?:conference|summit|congress|symposium|forum) \s+
        (?:itself\s+)?
        (?:
            (?: is | will\s+be )
            | (?:
                takes\s+place | will\s+take\s+place | is\s+to\s+take\s+place
                | will\s+be\s+held | is\s+being\s+held | is\s+held
            )
            (?: \s+ (?:in|at) \s+ [^.,;:()\n]{1,40}? )?
        )
        | \b (?: join\s+us | we\s+(?:will\s+|shall\s+)?(?:all\s+)?meet )
        (?: \s+ (?:in|at) \s+ [^.,;:()\n]{1,40}? )?
    )
    \s+ (?:on|from) \s+ \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words that lead to a day of the conference: `the conference will be held on`."""


# Booking and prices

BOOKING_IS_OPEN = Pattern(
    clues=("book", "regist", "tickets", "places"),
    regex=re.compile(
        r"""
        \b (?:booking|registration) \s+is\s+ (?:now\s+)? open\b
        (?! \s+ (?:from|at|until|till|to|on|all|between|for) )
        | \b (?:book|register) (?: \s+ (?:your|a) \s+ (?:place|ticket|seat)s? )?
        \s+ (?:now|today) \b
        | \b tickets\s+are\s+ (?:now\s+|still\s+)? (?: on\s+sale | available ) \b
        | \b (?: some | a[ ]few | there )? \s* places\s+are\s+still\s+
        (?:available|free) \b
        """,
        re.VERBOSE | re.IGNORECASE,
    ),
)

BOOKING_DATE_BEFORE = re.compile(
    r"""
    \b booking \s+ (?P<what>opens|closes|ends) \s+ (?: at\s+[\w:.]{1,8}\s+ )?
    (?:on\s+)? \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words that lead to the day on which booking opens or closes."""

EARLY = re.compile(r"\bearly", re.IGNORECASE)

EARLY_RATE = re.compile(
    r"""
    early[ \t\n-]?bird\b
    | early[ \t]+ (?:rate|price|fee|discount|ticket)s? \b
    """,
    re.VERBOSE | re.IGNORECASE,
)

EARLY_RATE_ENDS_BEFORE = re.compile(
    r"""
    \b early[\s-]+\w+ (?:\s+\w+){0,2}? \s+
    (?: ends? | closes? | (?: holds?\s+ | runs?\s+ | is\s+available\s+ )? until )
    \s+ (?:on\s+)? \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words that lead to the last day of the early rate."""

HAS_ENDED = re.compile(
    r"""
    \b (?:has|have|had) \s+ (?:now\s+)? (?:ended|closed|passed|gone|finished) \b
    | \b (?: ended | closed | was | were | no[ ]longer ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)

NAME_SETTING = re.compile(r"(?:label|name|id):[^,\n]*\Z")
"""A setting that gives a name, up to a place in the name."""

AMOUNT = re.compile(
    r"""
    (?<![\d,.])
    ( \d{1,3}(?:,\d{3})++ | \d{1,6}+ ) ( \.\d\d )?
    # not a part of a longer number, and no `£2 million`
    (?! [\d,.]*\d | [ \t]? (?:m|k|bn|million|billion|thousand)\b )
    """,
    re.VERBOSE,
)
"""An amount after the sign of a currency: groups for the integer and the fraction."""

TICKET_WORD = re.compile(
    r"""
    \b (?: rates?|prices?|costs?|places?|tickets?|fees?|pays?|book|delegates? ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)

OTHER_AMOUNT_WORD = re.compile(
    r"""
    \b
    (?:
        sav\w+|discount\w*|off|less|deposit|refund\w*|charge\w*|income
        |turnover|budget\w*|fund\w*|grant\w*|below|above|under|over|million|between
        |more|extra|plus|vat|dinner|workshop|exhibit\w*|sponsor\w*|stand|bursar\w*
        |invested
    )
    \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A word for an amount that is not the price of a place."""

PRICE_BEFORE = re.compile(
    r"""
    \b (?:place|ticket|rate|price|fee)s? \s+ (?: for\s+[^.,;:()]{1,40}\s )?
    (?: costs? | is | are | of | at ) \s+ (?: only\s+ | just\s+ )? \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words that lead to the price of a place."""


# Numbers

NUMBER = re.compile(
    r"""
    (?P<number>
        [0-9] (?<![\w.,/-][0-9])
        (?: [0-9]{0,2}(?:,[0-9]{3})+ | [0-9]*(?:\.[0-9]+)? )
    )
    (?P<unit>
        % | [ ]per[ ]cent | [ ]?(?:million|billion|thousand) | (?:m|bn)\b
    )?
    """,
    re.VERBOSE,
)
"""A number with its unit, if any."""

DIGITS = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")

MARKUP = re.compile(r"\]\([^)\]\n]*\)|[*_\[\]`]")
"""Markdown that is not a part of the words: marks, and targets of links."""


# Whole texts

FILLER = Pattern(
    regex=re.compile(
        r"""
        \[ (?: [A-Z]{2,3}:[ \t] | (?i:insert|check|confirm|ask|tbc|to[ ]be)\b )
        [^\]\n]{0,200} \] (?![(\[:])
        | XXX(?<!\w...)X*(?!\w)
        | TB[ACD](?<!\w...)(?!\w)
        | TODO(?<!\w....)(?!\w)
        | FIXME(?<!\w.....)(?!\w)
        | \?\?\?+
        | L(?i:orem[ ]ipsum)
        | l(?i:orem[ ]ipsum)
        | X[Xx](?<=[£$€]..)[Xx]*
        | x[Xx](?<=[£$€]..)[Xx]*
        | todo:(?<!\w.....)
        | \(insert\b[^)\n]{0,200}\)
        | XX(?<!\w..)(?=[ ](?:people|places|speakers|sessions|delegates)\b)
        """,
        re.VERBOSE,
    ),
)
"""Notes to oneself, and text that holds a place."""

SENTENCE_BREAK = re.compile(
    r"""
    [.!?] [\"'’”)\]]* (?=\s)
    | \n [ \t]* \n
    | \n [ \t]* (?= (?: [-*+>] | \d+[.)] | \#+ | [\w ]{1,30}: ) [ \t] )
    | \|
    | \n---
    | -->
    | <!--
    """,
    re.VERBOSE,
)
"""End of a sentence, or start of something that is none."""


# Marks

_SCHEMES = "page|session|speaker|site|news|file|resource|figure"
"""Schemes of links inside the site."""
_LINK_SCHEMES = "https?|mailto|page|session|speaker|site|news|file"

MARKS = (
    # footnote without a text: [^1]
    Mark(
        advice=(
            "Add the note on a line of its own, such as “[^1]: The note”, or delete the"
            " mark."
        ),
        regex=re.compile(r"\[\^(?P<ref>[^\]\s]{1,40})\](?!:)"),
    ),
    # struck words: ~~words~~
    Mark(
        advice="To strike words out, write <s>words</s>. Or delete them.",
        regex=re.compile(r"~~(?=\S)[^~\n]{1,200}~~"),
    ),
    # spaces inside bold: ** words **
    Mark(
        advice="Delete the spaces between the marks and the words: **words**.",
        regex=re.compile(
            r"""
            \*\*(?<!\S\*\*) [ \t]+ [^\s*][^*\n]{0,200} [ \t] \*\* (?![^\s.,;:!?)])
            """,
            re.VERBOSE,
        ),
    ),
    # the same with underscores: __ words __
    Mark(
        advice="Delete the spaces between the marks and the words: **words**.",
        regex=re.compile(
            r"__(?<!\S__) [ \t]+ [^\s_][^_\n]{0,200} [ \t] __ (?![^\s.,;:!?)])",
            re.VERBOSE,
        ),
    ),
    # highlighted words: ==words==
    Mark(
        advice="To mark words, write <mark>words</mark>.",
        regex=re.compile(r"==(?<![=\w]==)(?=[^\s=])[^=\n]{1,200}(?<=\S)==(?!=)"),
    ),
    # subscript and superscript: H~2~O, m^2^
    Mark(
        advice="Write <sub>2</sub> or <sup>2</sup>.",
        clues=("~", "^"),
        regex=re.compile(r"(?:~(?<=\w~)\w{1,20}~|\^(?<=\w\^)\w{1,20}\^)(?![~^])"),
    ),
    # task list: - [x] words
    Mark(
        advice="Delete the square brackets, because a page has no boxes to tick.",
        clues=("[ ]", "[x]"),
        regex=re.compile(
            r"^[ \t]*[-*+][ \t]+\[[ xX]\](?=[ \t])",
            re.MULTILINE,
        ),
    ),
    # link without words: [[name]], <page:name>, page:name
    Mark(
        advice="Write the words and then the address: [words](page:name).",
        clues=(
            "[[",
            "<",
            "page:",
            "session:",
            "speaker:",
            "site:",
            "news:",
            "file:",
            "resource:",
            "figure:",
        ),
        regex=re.compile(
            rf"""
            \[\[[^\[\]\n]{{1,100}}\]\]
            | < (?: www\. | (?:{_SCHEMES}): ) [^<>\s]{{1,300}} >
            | (?P<body>
                (?<![\w(<\[:/"'“‘]) (?:{_SCHEMES}): (?=[a-z])[a-z0-9./_-]+
            )
            """,
            re.VERBOSE,
        ),
    ),
    # code of templates: {{ name }}, {% if name %}
    Mark(
        advice=(
            "Write the words themselves. Texts cannot contain the code of templates."
        ),
        regex=re.compile(r"(?P<body>\{\{[^{}\n]{0,200}\}\}|\{%[^{}\n]{0,200}%\})"),
    ),
    # name of an emoji: :smile:
    Mark(
        advice="Delete it, or use the sign itself, such as ☺.",
        regex=re.compile(
            r":(?<![\w:]:) (?!am:|pm:) [a-z]{2,30}(?:_[a-z]{1,30}){0,5} : (?![\w:])",
            re.VERBOSE,
        ),
    ),
    # misspelt scheme: http//example.org, htps://example.org
    Mark(
        advice="Correct the start of the address, such as https:// or https://www.",
        clues=("http", "://"),
        regex=re.compile(
            r"""
            [HhTt] (?<![\w/:.].)
            (?i:
                (?<=h)ttps? (?: ;/{0,2} | :/? | /{1,2} )
                (?=[a-z0-9])[a-z0-9-]{1,60} \.\S*
                | [htps]{1,6} (?<!http)(?<!https) ://\S*
            )
            """,
            re.VERBOSE,
        ),
    ),
    # misspelt www: wwww.example.org, www,example.org
    Mark(
        advice="Correct the start of the address, such as https:// or https://www.",
        clues=("wwww", "w,"),
        regex=re.compile(
            r"""
            [Ww] (?<![\w/:.].)
            (?i: w{3,5}\.[a-z0-9-] | w{0,2},(?=[a-z0-9-]{1,60}\.) ) \S*
            """,
            re.VERBOSE,
        ),
    ),
    # incomplete host: https://example
    Mark(
        advice="Complete the name of the site, such as https://example.org.",
        clues=("http",),
        regex=re.compile(
            r"https?://(?!localhost\b)[\w-]++(?!\.\w|:\d|@|\.xn--)",
            re.IGNORECASE,
        ),
    ),
    # incomplete or misspelt email address: jo@example, jo@@example.org
    Mark(
        advice="Complete the email address, such as jo@example.org.",
        clues=("@",),
        regex=re.compile(
            r"""
            (?<![\w.+@/-]) (?<!source:[ ]) [a-z0-9][\w.+-]*+ @@? [\w-]++ (?!\.\w|@)
            | (?<![\w.+@/-]) [a-z0-9][\w.+-]*+ @@ [\w-]+ \.\w+
            """,
            re.VERBOSE | re.IGNORECASE,
        ),
    ),
    # link that is not closed: [words](https://example.org
    Mark(
        advice="Close the round bracket after the address: [words](address).",
        regex=re.compile(
            r"""
            \[[^\[\]\n]{1,200}\]
            \( (?: https?: | mailto: | tel: | www\. | [a-z]+: ) [^()\s]++
            (?! [^()\n]*+ [()] )
            """,
            re.VERBOSE,
        ),
    ),
    # link without its middle bracket: [words(https://example.org)
    Mark(
        advice=(
            "Write square brackets around the words, and round ones around the address:"
            " [words](address)."
        ),
        regex=re.compile(
            rf"""
            \[ [^\[\]()\n]{{1,200}} \( (?:{_LINK_SCHEMES}): [^()\s]* \)
            (?! [^\[\]\n]* \] )
            """,
            re.VERBOSE,
        ),
    ),
    # link without its first bracket: words](https://example.org)
    Mark(
        advice=(
            "Write square brackets around the words, and round ones around the address:"
            " [words](address)."
        ),
        regex=re.compile(
            rf"^ (?:\A|(?<=\n\n)) [^\[\]\n]* \]\( (?:{_LINK_SCHEMES}): [^()\s]* \)",
            re.VERBOSE | re.MULTILINE,
        ),
    ),
    # link with square brackets only: [words][https://example.org]
    Mark(
        advice=(
            "Write square brackets around the words, and round ones around the address:"
            " [words](address)."
        ),
        clues=("][",),
        regex=re.compile(
            r"""
            \[ (?<![\])!].) (?!\d+\]) [^\[\]^\n]{1,200} \]
            \[ (?P<ref>[^\[\]\n]{1,60}) \]
            """,
            re.VERBOSE,
        ),
    ),
    # link with its brackets exchanged: (words)[https://example.org]
    Mark(
        advice=(
            "Write square brackets around the words, and round ones around the address:"
            " [words](address)."
        ),
        clues=(")[", ") ["),
        regex=re.compile(
            rf"""
            \( (?<!!\() [^()\[\]\n]{{1,200}} \)
            [ ]?
            \[
            (?: https?: | mailto: | tel: | www\. | [/#] | \.\./ | (?:{_SCHEMES}): )
            [^\[\]\s]* \]
            (?!\()
            """,
            re.VERBOSE,
        ),
    ),
    # link with a space between its brackets: [words] (https://example.org)
    Mark(
        advice="Delete the space between the brackets: [words](address).",
        clues=("] (",),
        regex=re.compile(
            rf"""
            (?<!!) \[ [^\[\]\n]{{1,200}} \]
            [ ]
            \( (?: https?: | mailto: | tel: | www\. | (?:{_SCHEMES}): ) [^()\s]++ \)
            """,
            re.VERBOSE,
        ),
    ),
    # image with wrong brackets: !(words)[images/a.jpg], ![words] (images/a.jpg)
    Mark(
        advice="Write ![what the image shows](images/name.jpg).",
        regex=re.compile(
            r"""
            !\([^()\n]{0,200}\) \[[^\[\]\n]{1,200}\]
            | !\[[^\[\]\n]{0,200}\] [ \t]+ \((?=[^()\n]{1,200}\))
            """,
            re.VERBOSE,
        ),
    ),
    # only one backtick in a paragraph
    Mark(
        advice="Delete this mark, or write an apostrophe: ’.",
        clues=("`",),
        regex=re.compile(
            r"^(?:\A|(?<=\n\n))[^`\n]*(?<!\\)`[^`\n]*(?=\n\n|\n?\Z)",
            re.MULTILINE,
        ),
    ),
    # list without spaces, of two lines or more: -words, 1.words
    Mark(
        advice="Put a space after each mark at the start of these lines.",
        regex=re.compile(
            r"""
            ^[ \t]*[-*+](?=[^\W_])(?!\d)(?!\w+:) [^\n*]*\n [ \t]*[-*+](?=[^\W_])
            | ^[ \t]*\d{1,2}[.)](?=[^\W\d_]) [^\n]*\n [ \t]*\d{1,2}[.)](?=[^\W\d_])
            """,
            re.VERBOSE | re.MULTILINE,
        ),
    ),
    # container of another dialect: ::: note
    Mark(
        advice="Write it without these lines of colons.",
        clues=(":::",),
        regex=re.compile(r"^:{3,}[ \t]*\w*", re.MULTILINE),
    ),
    # settings below a line of hyphens in the body
    Mark(
        advice=(
            "Put all settings at the top of the file, between the first two lines of"
            " hyphens."
        ),
        regex=re.compile(
            r"(?P<body>---(?<=^---)[ \t]*\n[a-z_]{2,20}:[ \t])",
            re.MULTILINE,
        ),
    ),
    # reference link without its target: [words][]
    Mark(
        advice="Write the address in round brackets after the words: [words](address).",
        clues=("][]",),
        regex=re.compile(r"\[(?<![\])!].)(?P<ref>[^\[\]^\n]{1,200})\]\[\]"),
    ),
    # unequal numbers of asterisks: *words**
    Mark(
        advice="Write as many asterisks before the words as after them.",
        regex=re.compile(r"\*(?<!\S\*)(?=[^\s*])[^*\n]{1,200}(?<=\S)\*\*(?![*\w])"),
    ),
)
"""Marks that have no meaning in the texts of a project."""
