-- From when on check-ins are left out, where not from now on: "skip tonight", said in the morning. It ends at skip_until.
ALTER TABLE plans ADD COLUMN skip_from BIGINT;
