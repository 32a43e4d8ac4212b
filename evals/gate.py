"""Gate: does every metric keep what a file of thresholds asks of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.case import SPLITS, Split
from evals.errors import ThresholdError
from evals.run import LESS_IS_BETTER, METRICS, SplitResult

THRESHOLDS: Final = Path(__file__).parent / "thresholds.toml"

_Share = Annotated[float, Field(ge=0, le=1)]


class Thresholds(BaseModel):
    """What each split must keep: a floor for each metric named, a ceiling for those of which less is better."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dev: Mapping[str, _Share] | None = None
    heldout: Mapping[str, _Share] | None = None
    own: Mapping[str, _Share] | None = None

    def of(self, split: Split) -> Mapping[str, float]:
        """Return the thresholds of a split."""
        return {"dev": self.dev, "heldout": self.heldout, "own": self.own}[split] or {}


def load_thresholds(path: Path, splits: Sequence[Split] | None = None) -> Thresholds:
    """Read the thresholds of the splits (default: of the fixed set); raises ThresholdError naming the file and the entry that cannot be used."""
    try:
        thresholds = Thresholds.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThresholdError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ThresholdError(f"{path}: {'.'.join(str(step) for step in first['loc'])}: {first['msg']}; write a share from 0 to 1") from error
    for split in splits or SPLITS:
        if getattr(thresholds, split) is None:
            raise ThresholdError(f"{path}: the table [{split}] is missing; add it, with the least that each metric must reach")
    for name in (name for split in get_args(Split) for name in thresholds.of(split)):
        if name not in METRICS:
            raise ThresholdError(f"{path}: {name!r} is not a metric; the metrics are {', '.join(METRICS)}")
    return thresholds


def failures(thresholds: Thresholds, runs: Iterable[SplitResult]) -> list[str]:
    """Name each metric of the runs that misses its threshold, also one that no case measured; an empty list if none."""
    return [failure for run in runs for failure in _failures(thresholds.of(run.split), run)]


def _failures(limits: Mapping[str, float], run: SplitResult) -> Iterable[str]:
    totals = run.totals()
    for name, limit in limits.items():
        word = "ceiling" if name in LESS_IS_BETTER else "floor"
        if name not in totals:
            yield f"{run.split} {name}: not measured, so its {word} of {limit:.3f} is not kept"
        elif totals[name].value > limit if name in LESS_IS_BETTER else totals[name].value < limit:
            yield f"{run.split} {name}: {totals[name].value:.3f} misses its {word} of {limit:.3f}"
