-- A token that was used stays until it expires: its host, asking again with the same key, gets the same answer, as the
-- first one may have been lost.
ALTER TABLE host_token ADD COLUMN certificate TEXT; -- what it was exchanged for, by the host in "host" (PEM); null: unused
