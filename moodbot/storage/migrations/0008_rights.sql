-- People who are being forgotten: deleted last, so that a program which is killed on the way goes on at its next start.
-- cards are the messages in staff channels that are still to be emptied.
CREATE TABLE forgetting (
    person BIGINT NOT NULL PRIMARY KEY,
    since  BIGINT NOT NULL,
    cards  TEXT   NOT NULL
) WITHOUT ROWID;

-- Blocks of people who were forgotten: nobody can tell from one whose it is, only whether it is that of somebody who asks.
CREATE TABLE hashed_blocks (
    server BIGINT NOT NULL,
    digest TEXT   NOT NULL,
    until  BIGINT NOT NULL,
    PRIMARY KEY (server, digest)
) WITHOUT ROWID;
