-- What a host does for the cloud, and where its tunnels end.
ALTER TABLE host ADD COLUMN roles TEXT NOT NULL DEFAULT 'compute,network';
ALTER TABLE host ADD COLUMN tunnel_address TEXT;              -- none when no tunnel leads there
ALTER TABLE host ADD COLUMN underlay_mtu INTEGER NOT NULL DEFAULT 0;
