"""Simulations whose results are kept with the project, as tables that a reader can open.

They rest on no data, only on code and seeds, and take a quarter of an hour on two cores. A kept
result is used as long as the code and the request are those that it was made with; otherwise it is
computed anew, and `sharing simulate` keeps it. Only the tests can tell whether other versions of
the libraries would find the same: they simulate the first register of each setting again.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sharing.paths import SIMULATIONS
from sharing.remember import digest_code, remember

Frames = dict[str, pd.DataFrame]
STAMP = "made_with.json"
MISSING = "NA"


@dataclass(frozen=True)
class Simulation:
    """One simulation.

    Attributes
    ----------
    name
        The folder of its tables in ``simulations/``.
    module
        The module that computes it, as `sharing.remember.remember` takes it.
    request
        All that its result depends on besides the code.
    compute
        Its result: tables by name, with their rows numbered from 0.
    """

    name: str
    module: str
    request: object
    compute: Callable[[], Frames]

    def recall(self) -> Frames:
        """Its tables: those kept with the project, or else those computed once on this computer."""
        return self._read() if self.is_kept() else self._remember()

    def is_kept(self) -> bool:
        """Whether this code has kept the result of this request."""
        stamp = self._folder / STAMP
        return stamp.exists() and json.loads(stamp.read_text(encoding="utf-8")) == self._made_with

    def keep(self) -> None:
        """Keep its tables with the project, in place of older ones."""
        frames = self._remember()
        self._folder.mkdir(parents=True, exist_ok=True)
        # Without its stamp a half-written result is none.
        (self._folder / STAMP).unlink(missing_ok=True)
        for older in self._folder.glob("*.csv"):
            older.unlink()
        for name, frame in frames.items():
            frame.to_csv(self._folder / f"{name}.csv", index=False, na_rep=MISSING)
        for name, frame in self._read().items():
            pd.testing.assert_frame_equal(frame, frames[name], check_exact=True)
        stamp = json.dumps(self._made_with, indent=2)
        (self._folder / STAMP).write_text(f"{stamp}\n", encoding="utf-8")

    @property
    def _folder(self) -> Path:
        return SIMULATIONS / self.name

    @property
    def _made_with(self) -> dict[str, str]:
        return {"request": repr(self.request), "code": digest_code(self.module)}

    def _remember(self) -> Frames:
        return remember(self.name, self.module, self.request, self.compute)

    def _read(self) -> Frames:
        return {
            path.stem: pd.read_csv(path, keep_default_na=False, na_values=[MISSING])
            for path in sorted(self._folder.glob("*.csv"))
        }
