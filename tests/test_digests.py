"""Digests are those that `hashlib` gives, which is loaded where there is much to tell apart."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import uuid

from hypothesis import given
from hypothesis import strategies as st

from microsite.digests import MUCH, digest_of, sha256, uuid5
from microsite.project import ENGINE_HOME


@given(st.binary(), st.integers(1, 64))
def test_they_are_those_of_hashlib(data: bytes, size: int) -> None:
    assert digest_of(data, size) == hashlib.blake2b(data, digest_size=size).hexdigest()
    assert sha256(data) == hashlib.sha256(data).digest()


@given(st.text())
def test_an_id_is_that_of_python(name: str) -> None:
    assert uuid5(name) == str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def test_an_id_is_made_without_openssl() -> None:
    program = "import sys; from microsite.digests import uuid5; print(uuid5('a'), 'hashlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=ENGINE_HOME, capture_output=True, text=True
    )
    assert done.stdout.split() == [uuid5("a"), "False"]


def test_a_text_is_told_by_its_bytes() -> None:
    assert digest_of("Café") == digest_of("Café".encode()) != digest_of("Cafe")


def test_where_python_has_none_of_its_own_it_is_that_of_openssl() -> None:
    program = (
        "import sys; sys.modules['_sha1'] = sys.modules['_sha2'] = sys.modules['_sha256'] = None\n"
        "from microsite.digests import sha256, uuid5\n"
        "print(sha256(b'a').hex(), uuid5('a'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=ENGINE_HOME, capture_output=True, text=True
    )
    assert done.stdout.split() == [hashlib.sha256(b"a").hexdigest(), uuid5("a")]


def test_openssl_is_loaded_where_there_is_much_to_tell_apart() -> None:
    program = (
        "import sys; from microsite.digests import digest_of, sha256\n"
        "few = digest_of('a'), sha256(b'a' * 1000)\n"
        "assert not {'hashlib', '_hashlib'} & sys.modules.keys()\n"
        f"print(sha256(b'a' * {MUCH}).hex(), 'hashlib' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=ENGINE_HOME, capture_output=True, text=True
    )
    assert done.stdout.split() == [hashlib.sha256(b"a" * MUCH).hexdigest(), "True"]
