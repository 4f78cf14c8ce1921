"""Days with a time, as people type them."""

from __future__ import annotations

import pytest

from microsite.model.dates import parse_datetime
from microsite.model.types import ParseError


@pytest.mark.parametrize("given", ["20 May 2027, 9am", "20 May 2027 09:00", "1 June 2027 at noon"])
def test_a_day_in_words_is_told_whole(given: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_datetime(given)

    facts = refused.value.facts
    assert (refused.value.code, facts["given"]) == ("R121", given)
    assert "Did you mean 2027-0" in str(facts["guess"])
