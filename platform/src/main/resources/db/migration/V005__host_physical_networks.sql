-- The physical networks that a host reaches, a line each: name, device, MTU in bytes.
ALTER TABLE host ADD COLUMN physical_networks TEXT NOT NULL DEFAULT '';
