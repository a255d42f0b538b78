-- The own state of the flow that a talk is in, such as the position of a count; never words of a person.
ALTER TABLE talks ADD COLUMN state TEXT NOT NULL DEFAULT '';

-- The migrations that were run for the tables of a feature.
CREATE TABLE feature_migrations (
    feature TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (feature, number)
) WITHOUT ROWID;
