-- Values of this installation by key, such as its id; nothing about a person.
CREATE TABLE installation (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
