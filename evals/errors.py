"""What can go wrong before or after an evaluation is run.

* EvalsError
  x CaseError              a file of cases breaks the format, or does not fit the index
  x ThresholdError         a file of thresholds breaks the format
  x OutsideSetError        a set that others wrote is not there, or is not in its authors' form
  x RunFileError           a file of rows breaks the format, or is of another version
  x ComparisonError        two runs that cannot be compared
  x RecordError            a run that cannot be recorded, a record that cannot be read, or a README without markers

A case on which the program crashes is a result, not an error. Each message names the file, what is wrong, and what to do.
"""

from __future__ import annotations


class EvalsError(Exception):
    """Anything that an evaluation can raise by itself."""


class CaseError(EvalsError):
    """Cases that break their format, contradict one another, or do not fit the index."""


class ThresholdError(EvalsError):
    """Thresholds that cannot be read or name a metric that does not exist."""


class OutsideSetError(EvalsError):
    """A set that others wrote and that cannot be read."""


class RunFileError(EvalsError):
    """Rows of a run that cannot be written or read, or that another version wrote."""


class ComparisonError(EvalsError):
    """Two runs of which nothing can be said case by case."""


class RecordError(EvalsError):
    """A run that must not be recorded, or a record or README that cannot be used."""
