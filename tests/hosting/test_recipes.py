"""The recipes in deploy/ are what the definition says, and sound."""

from __future__ import annotations

import pytest

from tests.hosting.servers import DEPLOY
from tools.deploy_recipes import RECIPES


@pytest.mark.parametrize("name", RECIPES)
def test_recipes_are_made_from_the_definition(name: str) -> None:
    made = RECIPES[name]()

    assert (DEPLOY / name).read_text(encoding="utf-8") == made, "run python tools/deploy_recipes.py"
    assert made.count("CHANGE") >= 3
