-- Who was in the talk of a request besides its counsellor of now, so that a complaint reaches none of them: a list of ids.
ALTER TABLE requests ADD COLUMN served TEXT NOT NULL DEFAULT '[]';
