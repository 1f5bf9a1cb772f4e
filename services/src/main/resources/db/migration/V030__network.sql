CREATE TABLE network_network (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  admin_state_up BOOLEAN NOT NULL,
  shared BOOLEAN NOT NULL,
  external BOOLEAN NOT NULL,
  port_security BOOLEAN NOT NULL,
  mtu INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX network_network_project ON network_network (project_id);
CREATE INDEX network_network_name ON network_network (name);

CREATE TABLE network_subnet (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  network_id TEXT NOT NULL REFERENCES network_network (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  cidr TEXT NOT NULL,
  gateway TEXT,
  dhcp BOOLEAN NOT NULL,
  pools TEXT NOT NULL,           -- JSON [[first, last], …]
  dns_servers TEXT NOT NULL,     -- JSON [address, …]
  host_routes TEXT NOT NULL,     -- JSON [[destination, next hop], …]
  revision INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX network_subnet_project ON network_subnet (project_id);
CREATE INDEX network_subnet_network ON network_subnet (network_id);
CREATE INDEX network_subnet_name ON network_subnet (name);

-- kind: plain, server (made for or given to a server), dhcp. What users write into device_id and
-- device_owner is theirs; what the cloud relies on is in kind, server_id and host.
CREATE TABLE network_port (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  network_id TEXT NOT NULL REFERENCES network_network (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  mac TEXT NOT NULL,
  admin_state_up BOOLEAN NOT NULL,
  status TEXT NOT NULL,          -- DOWN, BUILD, ACTIVE
  device_id TEXT NOT NULL,
  device_owner TEXT NOT NULL,
  port_security BOOLEAN NOT NULL,
  dns_name TEXT NOT NULL,
  address_pairs TEXT NOT NULL,   -- JSON [[mac, cidr], …]
  kind TEXT NOT NULL,
  host TEXT,
  server_id TEXT,
  server_nic INTEGER NOT NULL,   -- its place among the server's network cards
  server_made BOOLEAN NOT NULL,  -- deleted with the server
  server_hostname TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  UNIQUE (network_id, mac)
);
CREATE INDEX network_port_project ON network_port (project_id);
CREATE INDEX network_port_host ON network_port (host);
CREATE INDEX network_port_server ON network_port (server_id);
CREATE INDEX network_port_device ON network_port (device_id);
CREATE INDEX network_port_name ON network_port (name);
CREATE INDEX network_port_mac ON network_port (mac);
CREATE INDEX network_port_kind ON network_port (kind, network_id);

-- The address is kept as a number, so that the next free one is an index range away.
CREATE TABLE network_address (
  subnet_id TEXT NOT NULL REFERENCES network_subnet (id),
  address BIGINT NOT NULL,
  port_id TEXT NOT NULL REFERENCES network_port (id),
  PRIMARY KEY (subnet_id, address)
);
CREATE INDEX network_address_port ON network_address (port_id);
CREATE INDEX network_address_address ON network_address (address);

CREATE TABLE network_security_group (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX network_security_group_project ON network_security_group (project_id, name);
CREATE INDEX network_security_group_name ON network_security_group (name);

-- Which group is a project's default one: at most one, whoever came first.
CREATE TABLE network_default_group (
  project_id TEXT PRIMARY KEY,
  group_id TEXT NOT NULL REFERENCES network_security_group (id)
);
CREATE INDEX network_default_group_group ON network_default_group (group_id);

CREATE TABLE network_security_rule (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  group_id TEXT NOT NULL REFERENCES network_security_group (id),
  direction TEXT NOT NULL,
  ethertype TEXT NOT NULL,
  protocol TEXT,
  port_min INTEGER,
  port_max INTEGER,
  remote_cidr TEXT,
  remote_group_id TEXT REFERENCES network_security_group (id),
  description TEXT,
  revision INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX network_security_rule_project ON network_security_rule (project_id);
CREATE INDEX network_security_rule_group ON network_security_rule (group_id);
CREATE INDEX network_security_rule_remote ON network_security_rule (remote_group_id);

CREATE TABLE network_port_group (
  port_id TEXT NOT NULL REFERENCES network_port (id),
  group_id TEXT NOT NULL REFERENCES network_security_group (id),
  PRIMARY KEY (port_id, group_id)
);
CREATE INDEX network_port_group_group ON network_port_group (group_id);

CREATE TABLE network_quota (
  project_id TEXT NOT NULL,
  resource TEXT NOT NULL,
  maximum INTEGER NOT NULL,
  PRIMARY KEY (project_id, resource)
);

-- Projects that were given their first network: one that its owner deleted does not come back.
CREATE TABLE network_bootstrap (
  project_id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL
);
