"""What can go wrong while a question is answered.

* QAError
  x QuestionError          the question is empty or too long, or a filter is unknown
  x SettingsError          a setting has a value that cannot be used
    + ModelSettingError        the chat model named is unknown, or its package or key is missing
  x EntailmentModelError   the entailment model cannot be loaded, or does not say which of its labels is entailment
  x AdapterError           the file of the adapter cannot be read
  x StoppedError           whoever asked no longer wants the answer
  x ModelError             the chat model gave nothing that can be used; the extractive composer answers instead
    + ModelFailedError         it was not reached, refused, or took too long
    + BudgetSpentError         the question has used up its calls, tokens or time
    + MalformedDraftError      its reply is not a draft
  x AnswerError            an answer would break a promise
    + UncitedClaimError        a claim without a citation
    + QuoteMismatchError       a quote that is not the stored words at its offsets
    + UnknownPassageError      a citation of a passage that was not retrieved for this turn
    + MalformedAnswerError     data that is not an answer
  x ExportError            an answer could not be written in a format

Abstaining is a value, not an error. Each message says what is wrong and what to do.
"""

from __future__ import annotations


class QAError(Exception):
    """Anything that asking can raise."""


class QuestionError(QAError, ValueError):
    """The question or one of its filters cannot be used."""


class SettingsError(QAError, ValueError):
    """A setting has a value that cannot be used."""


class ModelSettingError(SettingsError):
    """The chat model named in the settings cannot be used."""


class EntailmentModelError(QAError):
    """The entailment model cannot be loaded, or does not say which of its labels is entailment."""


class AdapterError(QAError):
    """The file of the adapter cannot be read."""


class StoppedError(QAError):
    """Whoever asked no longer wants the answer."""


class ModelError(QAError):
    """The chat model gave nothing that can be used; its message holds none of the provider's words, which may name a key."""


class ModelFailedError(ModelError):
    """The chat model was not reached, refused, or took too long."""


class BudgetSpentError(ModelError):
    """The question has used up its calls, tokens or time."""


class MalformedDraftError(ModelError, ValueError):
    """A reply that is not a draft."""


class AnswerError(QAError):
    """An answer that would break one of the promises; it is never shown."""


class UncitedClaimError(AnswerError):
    """A claim without a citation."""


class QuoteMismatchError(AnswerError):
    """A quote that is not the stored words at its offsets."""


class UnknownPassageError(AnswerError):
    """A citation of a passage that was not retrieved for this turn."""


class MalformedAnswerError(AnswerError, ValueError):
    """Data that is not an answer of schema version 1."""


class ExportError(QAError):
    """An answer that could not be written in a format, or a format that is not known."""
