-- Desks: the roles, channels and limits that a server's admin chose for counselling.
CREATE TABLE desks (
    server      BIGINT NOT NULL PRIMARY KEY,
    role        BIGINT NOT NULL,
    channel     BIGINT NOT NULL,
    room        BIGINT NOT NULL,
    backup_role BIGINT,
    lead_role   BIGINT,
    reports     BIGINT,
    zone        TEXT   NOT NULL,
    limits      TEXT   NOT NULL,
    digest_at   BIGINT,
    last_number BIGINT NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE INDEX desks_by_digest ON desks (digest_at) WHERE digest_at IS NOT NULL;

-- Requests for a counsellor: states and times. Words are stored only encrypted, and only until the card is posted.
CREATE TABLE requests (
    server     BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    person     BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    urgent     BIGINT NOT NULL,
    mood       TEXT,
    words      TEXT,
    asked_at   BIGINT NOT NULL,
    waiting_at BIGINT NOT NULL,
    rung       BIGINT NOT NULL,
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
    version    BIGINT NOT NULL,
    PRIMARY KEY (server, number)
) WITHOUT ROWID;

CREATE UNIQUE INDEX requests_open ON requests (person, server) WHERE state <> 'closed';
CREATE INDEX requests_due ON requests (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX requests_closed ON requests (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX requests_by_thread ON requests (thread) WHERE thread IS NOT NULL;

-- Who is on duty in a server.
CREATE TABLE duties (
    server BIGINT NOT NULL,
    person BIGINT NOT NULL,
    since  BIGINT NOT NULL,
    PRIMARY KEY (server, person)
) WITHOUT ROWID;

-- People blocked from asking in a server, until when, and the reason that staff wrote.
CREATE TABLE blocks (
    server BIGINT NOT NULL,
    person BIGINT NOT NULL,
    until  BIGINT NOT NULL,
    reason TEXT   NOT NULL,
    PRIMARY KEY (server, person)
) WITHOUT ROWID;

-- When a role was mentioned, for the hourly limits. The person is stored only for urgent requests.
CREATE TABLE pings (
    server BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    person BIGINT,
    PRIMARY KEY (server, at, number)
) WITHOUT ROWID;

-- The servers with a desk in which a person has used the bot, so that a DM can offer them.
CREATE TABLE visits (
    person BIGINT NOT NULL,
    server BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, server)
) WITHOUT ROWID;

CREATE INDEX visits_by_age ON visits (at);
