-- The earlier counsellors of a request (a list of ids), so that a complaint reaches none of them.
ALTER TABLE requests ADD COLUMN served TEXT NOT NULL DEFAULT '[]';
