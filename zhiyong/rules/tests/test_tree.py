"""The tree of RFC 6962, against known vectors, a naive recursion, and tampering."""

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyong.rules.proof import (
    SHA256,
    SM3,
    Frontier,
    Place,
    UnknownAlgorithm,
    consistency_proof,
    hasher,
    inclusion_proof,
    leaf_hash,
    needed_for_consistency,
    needed_for_inclusion,
    node_hash,
    peaks_of,
    root,
    root_of,
    subtrees,
    verify_consistency,
    verify_inclusion,
)

# The vectors of the Certificate Transparency project: eight leaves, and the root of each size.
DATA = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
H01 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
H1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
H4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
H23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
H45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
H67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
H0123 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
H4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"


class Stored:
    """A tree in a dictionary, as it would stand in a table."""

    def __init__(self, leaves: list[bytes], algorithm: str = SHA256) -> None:
        self.nodes = {
            (node.level, node.position): node.hash
            for node in Frontier(algorithm=algorithm).append(leaves)
        }

    def get(self, level: int, position: int) -> bytes:
        return self.nodes[level, position]


@cache
def made(count: int, algorithm: str = SHA256) -> list[bytes]:
    return [leaf_hash(b"%d" % n, algorithm) for n in range(count)]


def naive(leaves: list[bytes], algorithm: str = SHA256) -> bytes:
    """The definition of RFC 6962, 2.1."""
    if not leaves:
        return hasher(algorithm).empty
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(naive(leaves[:k], algorithm), naive(leaves[k:], algorithm), algorithm)


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """The definition of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m < k:
        return [*naive_path(m, leaves[:k]), naive(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive(leaves[:k])]


def naive_consistency(m: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """The definition of RFC 6962, 2.1.2."""
    n = len(leaves)
    if m == n:
        return [] if whole else [naive(leaves)]
    k = 1 << (n - 1).bit_length() - 1
    if m <= k:
        return [*naive_consistency(m, leaves[:k], whole), naive(leaves[k:])]
    return [*naive_consistency(m - k, leaves[k:], False), naive(leaves[:k])]


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_known_vectors(size: int) -> None:
    assert root(leaf_hash(data) for data in DATA[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (0, 8, [H1, H23, H4567]),
        (5, 8, [H4, H67, H0123]),
        (2, 3, [H01]),
        (1, 5, [ROOTS[1], H23, H4]),
    ],
)
def test_inclusion_paths_of_the_known_vectors(index: int, size: int, path: list[str]) -> None:
    leaves = [leaf_hash(data) for data in DATA]
    found = inclusion_proof(index, size, Stored(leaves).get)

    assert [step.hex() for step in found] == path
    assert verify_inclusion(leaves[index], index, size, found, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        (1, 1, []),
        (1, 8, [H1, H23, H4567]),
        (6, 8, [H45, H67, H0123]),
        (2, 5, [H23, H4]),
    ],
)
def test_consistency_paths_of_the_known_vectors(first: int, second: int, path: list[str]) -> None:
    found = consistency_proof(first, second, Stored([leaf_hash(d) for d in DATA]).get)
    roots = bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])

    assert [step.hex() for step in found] == path
    assert verify_consistency(first, second, *roots, found)


def test_sm3_of_the_standard() -> None:
    # GB/T 32905-2016, A.1
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

    assert hasher(SM3).digest(b"abc").hex() == expected


@pytest.mark.parametrize("algorithm", [SHA256, SM3])
@pytest.mark.parametrize("size", [*range(35), 63, 64, 65, 127, 128, 129, 255, 257])
def test_roots_equal_the_definition(size: int, algorithm: str) -> None:
    leaves = made(257, algorithm)[:size]
    stored = Stored(leaves, algorithm)

    assert root(leaves, algorithm) == naive(leaves, algorithm)
    assert root_of(size, stored.get, algorithm) == naive(leaves, algorithm)


@pytest.mark.parametrize("size", range(1, 34))
def test_paths_equal_the_definition(size: int) -> None:
    leaves = made(34)[:size]
    get = Stored(made(34)).get

    for m in range(size):
        assert list(inclusion_proof(m, size, get)) == naive_path(m, leaves)
    for m in range(1, size + 1):
        assert list(consistency_proof(m, size, get)) == naive_consistency(m, leaves)


@given(st.integers(1, 400), st.data())
def test_every_leaf_of_every_size_is_proved(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves, get = made(400), Stored(made(400)).get
    path = inclusion_proof(index, size, get)

    assert verify_inclusion(leaves[index], index, size, path, root(leaves[:size]))


@given(st.integers(1, 400), st.data())
def test_every_size_is_proved_to_begin_every_later_one(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, second))
    leaves, get = made(400), Stored(made(400)).get
    path = consistency_proof(first, second, get)

    assert verify_consistency(first, second, root(leaves[:first]), root(leaves[:second]), path)


@given(st.integers(1, 200), st.data())
def test_a_tampered_inclusion_is_rejected(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = made(200)
    leaf, path = leaves[index], list(inclusion_proof(index, size, Stored(leaves).get))
    top = root(leaves[:size])
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index) | st.just(-1))

    assert not verify_inclusion(leaf_hash(b"x"), index, size, path, top)
    assert not verify_inclusion(leaf, other, size, path, top)
    assert not verify_inclusion(leaf, index, size, [*path, leaf], top)
    assert not verify_inclusion(leaf, index, size, path, leaf_hash(b"x"))
    assert not verify_inclusion(leaf, index, index, path, top)
    assert not verify_inclusion(leaf[:-1], index, size, path, top)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        changed = bytes([path[at][0] ^ 1]) + path[at][1:]
        assert not verify_inclusion(leaf, index, size, path[:-1], top)
        assert not verify_inclusion(leaf, index, size, [*path[:at], changed, *path[at + 1 :]], top)


@given(st.integers(2, 200), st.data())
def test_a_tampered_consistency_is_rejected(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second - 1))
    leaves = made(200)
    path = list(consistency_proof(first, second, Stored(leaves).get))
    old, new = root(leaves[:first]), root(leaves[:second])
    at = data.draw(st.integers(0, len(path) - 1))
    changed = [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]

    assert not verify_consistency(first, second, old, new, changed)
    assert not verify_consistency(first, second, old, new, path[:-1])
    assert not verify_consistency(first, second, old, new, [*path, old])
    assert not verify_consistency(first, second, new, old, path)
    assert not verify_consistency(second, first, new, old, path)
    assert not verify_consistency(first, second, leaf_hash(b"x"), new, path)
    assert not verify_consistency(first, second, old, leaf_hash(b"x"), path)
    assert not verify_consistency(first, second, old, new, [])
    assert not verify_consistency(second, second, old, new, [])
    assert not verify_consistency(second, second, new, new, path)


def test_the_empty_tree_begins_every_tree() -> None:
    empty, full = root([]), root(made(7))

    assert verify_consistency(0, 7, empty, full, [])
    assert verify_consistency(0, 0, empty, empty, [])
    assert not verify_consistency(0, 7, full, full, [])
    assert not verify_consistency(0, 7, empty, full, [full])
    assert not verify_consistency(-1, 7, empty, full, [])


@settings(max_examples=50)
@given(st.lists(st.integers(0, 40), max_size=6))
def test_batches_make_the_same_tree_as_one_append(batches: list[int]) -> None:
    leaves = made(240)
    nodes: dict[tuple[int, int], bytes] = {}
    size = 0
    for count in batches:
        frontier = Frontier.load(size, lambda level, position: nodes[level, position])
        for node in frontier.append(leaves[size : size + count]):
            assert (node.level, node.position) not in nodes
            nodes[node.level, node.position] = node.hash
        size += count
        assert (frontier.size, frontier.root()) == (size, naive(leaves[:size]))
        assert frontier.peaks == tuple(nodes[place] for place in peaks_of(size))

    assert nodes == Stored(leaves[:size]).nodes
    assert len(nodes) == 2 * size - size.bit_count()


@given(st.integers(1, 5000), st.data())
def test_the_nodes_needed_are_those_asked_for(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    asked: list[tuple[int, int]] = []

    def get(level: int, position: int) -> bytes:
        asked.append((level, position))
        return bytes(32)

    inclusion_proof(index, size, get)
    assert sorted(asked) == sorted(needed_for_inclusion(index, size))
    assert len(asked) <= 2 * size.bit_length()

    asked.clear()
    consistency_proof(index, size, get)
    assert sorted(asked) == sorted(needed_for_consistency(index, size))


def test_the_subtrees_of_a_range() -> None:
    assert peaks_of(0) == ()
    assert peaks_of(7) == (Place(2, 0), Place(1, 2), Place(0, 6))
    assert subtrees(4, 7) == (Place(1, 2), Place(0, 6))
    with pytest.raises(ValueError, match="no subtree"):
        subtrees(1, 3)
    with pytest.raises(ValueError, match="no leaves"):
        subtrees(3, 1)


def test_refuses_what_is_no_tree() -> None:
    get = Stored(made(5)).get

    with pytest.raises(IndexError):
        inclusion_proof(5, 5, get)
    with pytest.raises(IndexError):
        consistency_proof(6, 5, get)
    with pytest.raises(ValueError, match="peaks"):
        Frontier(3, made(1))
    with pytest.raises(ValueError, match="32 bytes"):
        Frontier(1, [b"short"])
    with pytest.raises(ValueError, match="32 bytes"):
        root([b"short"])
    with pytest.raises(UnknownAlgorithm, match="md5"):
        leaf_hash(b"", "md5")
    with pytest.raises(UnknownAlgorithm):
        verify_inclusion(b"", 0, 1, [], b"", "md5")


def test_a_leaf_is_hashed_as_the_trigger_does() -> None:
    assert leaf_hash(b"data") == hashlib.sha256(b"\x00data").digest()
