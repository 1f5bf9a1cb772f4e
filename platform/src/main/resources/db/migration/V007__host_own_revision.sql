-- The revision at which something about the host itself changed last, and not only about others.
ALTER TABLE host ADD COLUMN own_revision BIGINT NOT NULL DEFAULT 0;
