-- What the flow that a talk stands in keeps of its own, such as how far a count has come; never words of a person.
ALTER TABLE talks ADD COLUMN state TEXT NOT NULL DEFAULT '';

-- Which steps were made of the tables that a feature brings itself.
CREATE TABLE feature_migrations (
    feature TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (feature, number)
) WITHOUT ROWID;
