-- People who are being forgotten: deleted last, so that a program which is killed on the way goes on at its next start.
-- traces are the cards and threads in servers that are still to be emptied and ended; erased is 1 once everything else is
-- gone, so that nothing is deleted that somebody lets be kept anew.
CREATE TABLE forgetting (
    person BIGINT  NOT NULL PRIMARY KEY,
    since  BIGINT  NOT NULL,
    traces TEXT    NOT NULL,
    erased INTEGER NOT NULL
) WITHOUT ROWID;

-- Blocks of people who were forgotten: nobody can tell from one whose it is, only whether it is that of somebody who asks.
CREATE TABLE hashed_blocks (
    server BIGINT NOT NULL,
    digest TEXT   NOT NULL,
    until  BIGINT NOT NULL,
    PRIMARY KEY (server, digest)
) WITHOUT ROWID;
