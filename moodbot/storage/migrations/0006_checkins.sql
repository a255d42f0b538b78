-- The DM of each person who opted in to outreach, and its state.
CREATE TABLE contacts (
    person     BIGINT NOT NULL PRIMARY KEY,
    channel    BIGINT NOT NULL,
    opened_at  BIGINT NOT NULL,
    letter     BIGINT NOT NULL DEFAULT 0,
    unanswered BIGINT NOT NULL DEFAULT 0,
    last_at    BIGINT,
    last_kind  TEXT,
    last_slot  BIGINT,
    closed_at  BIGINT,
    told       BIGINT NOT NULL DEFAULT 1
) WITHOUT ROWID;

-- The check-ins that a person asked for. A rhythm is stored as numbers: intervals, times and days.
CREATE TABLE plans (
    person     BIGINT NOT NULL PRIMARY KEY,
    rhythm     TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    thinned    BIGINT NOT NULL,
    unanswered BIGINT NOT NULL,
    until_at   BIGINT,
    skip_until BIGINT,
    last_at    BIGINT,
    last_wall  BIGINT,
    heard      TEXT   NOT NULL,
    version    BIGINT NOT NULL
) WITHOUT ROWID;

-- Messages that wait for their time, and for a while their outcome. One a person, kind and slot: none is sent twice.
-- ready_at is when a row may be claimed next: its slot, the end of a lease, or a retry; NULL once it is settled.
CREATE TABLE waiting (
    person     BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    slot       BIGINT NOT NULL,
    detail     TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    ready_at   BIGINT,
    leased     BIGINT NOT NULL,
    tries      BIGINT NOT NULL,
    tried_at   BIGINT,
    settled_at BIGINT,
    reason     TEXT,
    message    BIGINT,
    PRIMARY KEY (person, kind, slot)
) WITHOUT ROWID;

CREATE INDEX waiting_ready ON waiting (ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX waiting_tried ON waiting (ready_at) WHERE ready_at IS NOT NULL AND tried_at IS NOT NULL;
CREATE INDEX waiting_settled ON waiting (settled_at) WHERE settled_at IS NOT NULL;

-- The rate limit and the circuit breaker of outreach, shared by all processes. Nothing about a person.
CREATE TABLE sending (
    name      TEXT   NOT NULL PRIMARY KEY,
    free_at   BIGINT NOT NULL DEFAULT 0,
    code      BIGINT,
    opened_at BIGINT,
    until_at  BIGINT
) WITHOUT ROWID;
