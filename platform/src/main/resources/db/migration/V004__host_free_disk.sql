-- What of a host's disk nobody has filled yet, as it last said.
ALTER TABLE host ADD COLUMN disk_free_gibibytes INTEGER NOT NULL DEFAULT 0;
UPDATE host SET disk_free_gibibytes = disk_gibibytes;
