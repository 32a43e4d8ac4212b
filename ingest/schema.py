"""The schema of the catalogue, and which columns each checksum is of."""

from __future__ import annotations

from typing import Final

VERSION: Final = "3"

# What a word weighs in each column, in the columns' order: a statement's own words more than its names and the questions listed for it.
COLUMNS: Final = {"head": 1.0, "body": 1.6, "asked": 1.0}
TOKENIZER: Final = "porter unicode61 remove_diacritics 2"
_WORDS: Final = f"CREATE VIRTUAL TABLE words USING fts5 ({', '.join(COLUMNS)}, tokenize = '{TOKENIZER}')"
_VOCABULARY: Final = "CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row)"
# The text comes last: to read a column behind it, SQLite walks through it.
TABLES: Final = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE documents (
  id TEXT PRIMARY KEY, source_id TEXT NOT NULL, origin TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
  source TEXT NOT NULL, provisions INTEGER NOT NULL, question_vectors BLOB NOT NULL, silent_vectors BLOB NOT NULL,
  record_sum INTEGER NOT NULL, places_sum INTEGER NOT NULL, text_sum INTEGER NOT NULL, vectors_stored INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL);
CREATE INDEX documents_by_source ON documents (source_id);
CREATE INDEX documents_by_size ON documents (id, source_id, provisions);
CREATE INDEX documents_pending ON documents (id) WHERE NOT vectors_stored;
CREATE INDEX documents_with_questions ON documents (id) WHERE length(question_vectors) > 0;
CREATE TABLE passages (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  pinpoint TEXT NOT NULL, names TEXT NOT NULL, asked TEXT NOT NULL, heading TEXT NOT NULL, path TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
  jurisdiction TEXT NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, sentences TEXT NOT NULL,
  vector BLOB NOT NULL, sentence_vectors BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE INDEX passages_by_document ON passages (document_id);
CREATE INDEX passages_by_pinpoint ON passages (pinpoint);
{_WORDS};
{_VOCABULARY};
CREATE TABLE failures (origin TEXT PRIMARY KEY, reason TEXT NOT NULL);
"""
RECORD: Final = "id, source_id, origin, fingerprint, source, provisions, question_vectors, silent_vectors"
PASSAGE: Final = "id, document_id, pinpoint, names, asked, heading, path, start, stop, jurisdiction, valid_from, valid_to, sentences, vector, sentence_vectors"
NOTE: Final = "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)"
REBUILD_WORDS: Final = (
    "DROP TABLE vocabulary",
    "DROP TABLE words",
    _WORDS,
    _VOCABULARY,
    "INSERT INTO words (rowid, head, body, asked)"
    " SELECT p.number, p.names, substr(d.text, p.start + 1, p.stop - p.start), p.asked FROM passages p JOIN documents d ON d.id = p.document_id",
)
# Where each word stands, of which BM25 is reckoned in memory; made beside the file, by the connection that asks.
STANDING: Final = "CREATE VIRTUAL TABLE temp.standing USING fts5vocab(main, words, instance)"
