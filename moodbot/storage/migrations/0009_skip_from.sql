-- When a pause of check-ins begins, if later than now ("skip tonight", said in the morning). It ends at skip_until.
ALTER TABLE plans ADD COLUMN skip_from BIGINT;
