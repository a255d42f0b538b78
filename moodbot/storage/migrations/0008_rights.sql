-- Erasures in progress: a row is deleted last, so that a program killed meanwhile resumes at its next start.
-- traces are the cards and threads in servers that are still to be emptied and ended; erased is 1 once everything else
-- is deleted, so that a resumed erasure does not delete what the person has stored since.
CREATE TABLE forgetting (
    person BIGINT  NOT NULL PRIMARY KEY,
    since  BIGINT  NOT NULL,
    traces TEXT    NOT NULL,
    erased INTEGER NOT NULL
) WITHOUT ROWID;

-- Blocks of erased people, by digest: a block can be matched to a person who asks, but does not reveal its person.
CREATE TABLE hashed_blocks (
    server BIGINT NOT NULL,
    digest TEXT   NOT NULL,
    until  BIGINT NOT NULL,
    PRIMARY KEY (server, digest)
) WITHOUT ROWID;
