"""Y: what stands in the way of reading a data file or front matter."""

from microsite.diagnostics.words.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "Y120": error(
        "“*{name}” is a reference to another place in the file, which Microsite does not follow.",
        "If these are words, put the whole value in straight quotes. If it is a reference, write the value out again.",
    ),
    "Y121": error(
        "A second document starts here.",
        "Delete the line “---”; a data file has only one part.",
    ),
    "Y122": error(
        "This is indented more than {deepest} levels deep, which no field needs.",
        "Check the indentation, or the brackets, from here upwards.",
    ),
    "Y123": error(
        "A name was expected here, but a list or a block stands in its place.",
        "Write “name: value”. If this is text, put it in straight quotes.",
    ),
    "Y124": error(
        "“{name}” is given twice, on lines {first} and {second}.",
        "Keep one of them and delete the other.",
    ),
    "Y125": error(
        "“<<” copies another block, which Microsite does not do.",
        "Write the lines out instead.",
    ),
    "Y126": error(
        "A value can’t start with “{mark}”.",
        "Put the whole value in straight quotes.",
    ),
    "Y199": error(
        "This part of the file cannot be read as “name: value” lines.",
        "Check this line and the one before it: the indentation, the colon, the quotes and the brackets. "
        "Putting the value in straight quotes often cures it.",
    ),
}
