-- The state of each open talk. No column holds what a person wrote: heard lists the ids of the bot's own lines.
CREATE TABLE talks (
    person     BIGINT NOT NULL,
    place_kind TEXT   NOT NULL,
    place_id   BIGINT NOT NULL,
    phase      TEXT   NOT NULL,
    mood       TEXT,
    step       BIGINT NOT NULL,
    unclear    BIGINT NOT NULL,
    heard      TEXT   NOT NULL,
    updated    BIGINT NOT NULL,
    PRIMARY KEY (person, place_kind, place_id)
) WITHOUT ROWID;

CREATE INDEX talks_by_age ON talks (updated);
