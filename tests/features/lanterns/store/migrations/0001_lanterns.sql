-- One row a lantern that somebody has lit.
CREATE TABLE lanterns (
    person BIGINT NOT NULL,
    number BIGINT NOT NULL,
    lit_at BIGINT NOT NULL,
    PRIMARY KEY (person, number)
) WITHOUT ROWID;
