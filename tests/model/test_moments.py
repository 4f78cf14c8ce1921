"""Days with a time, as people type them."""

from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from microsite.model.moments import parse_moment


@pytest.mark.parametrize("given", ["20 May 2027, 9am", "20 May 2027 09:00", "1 June 2027 at noon"])
def test_a_day_in_words_is_told_whole(given: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        parse_moment(given)

    facts = refused.value.context or {}
    assert (facts["code"], facts["given"]) == ("R121", given)
    assert "Did you mean 2027-0" in facts["guess"]
