"""Who can be called by which names."""

from __future__ import annotations

from pathlib import Path

from tests.making import load, load_soundly, write_project

RATES = "rates:\n  - id: all\n    name: Everybody\n    price: 10\n  - id: some\n    name: Students\n    price: {price}\n"


def test_of_a_list_that_is_sound_every_name_is_known(tmp_path: Path) -> None:
    """What a sound record is called besides its id stands for no record that could not be read."""
    event = load_soundly(write_project(tmp_path, {"data/rates.yaml": RATES.format(price=5)}))
    book = event.names["rate"]
    assert (book.ids, book.reserved, book.is_whole) == ({"all": "all", "some": "some"}, set(), True)


def test_of_one_that_is_not_the_names_of_the_others_excuse(tmp_path: Path) -> None:
    event, log = load(write_project(tmp_path, {"data/rates.yaml": RATES.format(price="cheap")}))
    assert event is not None
    assert log.errors
    book = event.names["rate"]
    assert book.reserved == {"some", "Students"}
    assert not book.is_whole
    assert book.excuses("Students")
    assert book.excuses("some")
    assert not book.excuses("all")
