"""The file of units and borders that every program is given: see tests/src/graphs/peers.rs."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FRESH = 2**32 - 1


@dataclass
class Town:
    """Units in CSR form, the parent of each, how many grids each parent has, the bands of households, today's grids."""

    starts: np.ndarray
    next: np.ndarray
    length_mm: np.ndarray
    households: np.ndarray
    parent: np.ndarray
    grids: np.ndarray
    low: np.ndarray
    high: np.ndarray
    today: np.ndarray
    sha256: str

    @property
    def units(self) -> int:
        return len(self.households)

    @property
    def first_grid(self) -> np.ndarray:
        """The number of each parent's first grid: grids are numbered parent by parent."""
        return np.concatenate([[0], np.cumsum(self.grids)])

    def rows(self) -> np.ndarray:
        """The unit at which each entry of `next` begins."""
        return np.repeat(np.arange(self.units), np.diff(self.starts))


def read(path: str) -> Town:
    """A first line of JSON says how many units, entries and parents; arrays of little-endian numbers follow."""
    content = Path(path).read_bytes()
    end = content.index(b"\n")
    head = json.loads(content[:end])
    units, entries, parents = head["units"], head["entries"], head["parents"]
    place = end + 1

    def array(kind: str, count: int) -> np.ndarray:
        nonlocal place
        found = np.frombuffer(content, dtype=kind, count=count, offset=place)
        place += found.nbytes
        return found

    starts, following, length = array("<u8", units + 1), array("<u4", entries), array("<u8", entries)
    households, parent = array("<u8", units), array("<u4", units)
    grids, low, high = array("<u4", parents), array("<u8", parents), array("<u8", parents)
    today = array("<u4", units)
    sha256 = hashlib.sha256(content).hexdigest()
    return Town(starts.astype(np.int64), following.astype(np.int64), length.astype(np.int64), households.astype(np.int64),
                parent.astype(np.int64), grids.astype(np.int64), low.astype(np.int64), high.astype(np.int64),
                today.astype(np.int64), sha256)
