-- Which messages of the bot answer which message of a person, so that deleting the one deletes the other.
CREATE TABLE answers (
    question    BIGINT NOT NULL,
    answer      BIGINT NOT NULL,
    channel     BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (question, answer)
) WITHOUT ROWID;

CREATE INDEX answers_by_age ON answers (answered_at);
