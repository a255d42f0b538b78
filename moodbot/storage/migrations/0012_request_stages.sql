-- Where a request stands, by names: its stage, and the last rung that was reached (none: NULL). One number stood for both
-- until now: -3 to -1 and 95 to 99 for stages, 0 and more for how many of five rungs were reached.
-- The table is made anew, because DROP COLUMN can break a file in the first releases of SQLite 3.35.
CREATE TABLE requests_by_stage (
    server     BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    person     BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    urgent     BIGINT NOT NULL,
    mood       TEXT,
    words      TEXT,
    asked_at   BIGINT NOT NULL,
    waiting_at BIGINT NOT NULL,
    stage      TEXT   NOT NULL,
    rung       TEXT,
    due_at     BIGINT,
    leased     BIGINT NOT NULL DEFAULT 0,
    card       BIGINT,
    claimer    BIGINT,
    thread     BIGINT,
    spoken     BIGINT NOT NULL,
    reminded   BIGINT NOT NULL,
    ended      TEXT,
    closed_at  BIGINT,
    refused    TEXT   NOT NULL,
    served     TEXT   NOT NULL DEFAULT '[]',
    version    BIGINT NOT NULL,
    PRIMARY KEY (server, number)
) WITHOUT ROWID;

INSERT INTO requests_by_stage (
    server, number, person, state, urgent, mood, words, asked_at, waiting_at, stage, rung, due_at, leased, card, claimer,
    thread, spoken, reminded, ended, closed_at, refused, served, version
)
SELECT server, number, person, state, urgent, mood, words, asked_at, waiting_at,
    CASE rung
        WHEN -1 THEN 'requeued'
        WHEN -2 THEN 'posted_with_ping'
        WHEN -3 THEN 'posted_without_ping'
        WHEN 95 THEN 'ending_thread'
        WHEN 96 THEN 'opening_unasked'
        WHEN 97 THEN 'opening'
        WHEN 98 THEN 'releasing'
        WHEN 99 THEN 'claim_told'
        ELSE 'queued'
    END,
    CASE
        WHEN rung = 1 THEN 'duty'
        WHEN rung = 2 THEN 'backup'
        WHEN rung = 3 THEN 'owner'
        WHEN rung = 4 THEN 'told'
        WHEN rung BETWEEN 5 AND 94 THEN 'close'
    END,
    due_at, leased, card, claimer, thread, spoken, reminded, ended, closed_at, refused, served, version
FROM requests;

DROP TABLE requests;
ALTER TABLE requests_by_stage RENAME TO requests;

CREATE UNIQUE INDEX requests_open ON requests (person, server) WHERE state <> 'closed';
CREATE INDEX requests_due ON requests (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX requests_closed ON requests (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX requests_by_thread ON requests (thread) WHERE thread IS NOT NULL;
