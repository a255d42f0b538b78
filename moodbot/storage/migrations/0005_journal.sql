-- When the mood of a talk was named (UTC ms), so that a later yes to the journal stores it at that time.
ALTER TABLE talks ADD COLUMN mood_at BIGINT NOT NULL DEFAULT 0;

-- Each person's opt-ins and choices; the last entry and suggestion numbers, so that no number is ever used twice;
-- and the ids of the bot's own lines that they have heard.
CREATE TABLE preferences (
    person          BIGINT NOT NULL PRIMARY KEY,
    journal         BIGINT,
    journal_at      BIGINT,
    asked_at        BIGINT,
    zone            TEXT,
    pictures        BIGINT NOT NULL DEFAULT 1,
    note_told_at    BIGINT,
    low_told_at     BIGINT,
    heard           TEXT   NOT NULL DEFAULT '[]',
    last_entry      BIGINT NOT NULL DEFAULT 0,
    last_suggestion BIGINT NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- The journal: moods that people agreed to store. A note is stored only as an encrypted token.
CREATE TABLE entries (
    person BIGINT NOT NULL,
    number BIGINT NOT NULL,
    mood   TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    zone   TEXT,
    source TEXT   NOT NULL,
    made   BIGINT NOT NULL,
    note   TEXT,
    PRIMARY KEY (person, number)
) WITHOUT ROWID;

CREATE UNIQUE INDEX entries_by_time ON entries (person, at, mood);
CREATE INDEX entries_by_age ON entries (at);

-- Suggestions made to people with a journal, and their answers whether these helped.
CREATE TABLE suggestions (
    person   BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    line     TEXT   NOT NULL,
    said_at  BIGINT NOT NULL,
    asked_at BIGINT,
    helped   TEXT,
    PRIMARY KEY (person, number)
) WITHOUT ROWID;

CREATE INDEX suggestions_by_age ON suggestions (said_at);
