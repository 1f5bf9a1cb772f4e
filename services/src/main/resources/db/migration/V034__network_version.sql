-- Raised with every change that hosts are told of: what was read of it before counts no longer.
ALTER TABLE network_network ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE network_security_group ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
