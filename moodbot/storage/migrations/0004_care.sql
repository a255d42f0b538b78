-- The latest risk of each person, as a time (UTC ms) and a tier only: nothing that they wrote.
CREATE TABLE risks (
    person     BIGINT NOT NULL PRIMARY KEY,
    tier       TEXT   NOT NULL,
    noticed_at BIGINT NOT NULL
) WITHOUT ROWID;

-- The country whose help lines a person sees, if they asked to store it.
CREATE TABLE countries (
    person  BIGINT NOT NULL PRIMARY KEY,
    country TEXT   NOT NULL
) WITHOUT ROWID;
