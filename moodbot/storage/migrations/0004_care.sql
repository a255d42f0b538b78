-- That a person was at risk, as a time and a tier only: nothing of what they wrote.
CREATE TABLE risks (
    person     BIGINT NOT NULL PRIMARY KEY,
    tier       TEXT   NOT NULL,
    noticed_at BIGINT NOT NULL
) WITHOUT ROWID;

-- The country whose help lines a person wants to see, where they asked for it to be kept.
CREATE TABLE countries (
    person  BIGINT NOT NULL PRIMARY KEY,
    country TEXT   NOT NULL
) WITHOUT ROWID;
