-- Compute. A server row with deleted_at is history: kept a while for usage, never changed again.
CREATE TABLE compute_flavor (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  memory_mebibytes INTEGER NOT NULL,
  vcpus INTEGER NOT NULL,
  disk_gibibytes INTEGER NOT NULL,
  is_public BOOLEAN NOT NULL,
  description TEXT,
  created_at TEXT NOT NULL
);

CREATE TABLE compute_flavor_spec (
  flavor_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (flavor_id, name)
);

CREATE TABLE compute_flavor_access (
  flavor_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  PRIMARY KEY (flavor_id, project_id)
);

CREATE TABLE compute_key_pair (
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  number BIGINT NOT NULL UNIQUE,
  type TEXT NOT NULL,         -- ssh, x509
  public_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (user_id, name)
);

CREATE TABLE compute_server (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  hostname TEXT NOT NULL,
  metadata TEXT NOT NULL,     -- JSON object
  -- what it was made of
  image_id TEXT NOT NULL,
  image_format TEXT NOT NULL,
  image_size_bytes BIGINT NOT NULL,
  image_sha512 TEXT NOT NULL,
  flavor_id TEXT NOT NULL,
  flavor_name TEXT NOT NULL,
  vcpus INTEGER NOT NULL,
  memory_mebibytes INTEGER NOT NULL,
  disk_gibibytes INTEGER NOT NULL,
  flavor_specs TEXT NOT NULL, -- JSON object
  key_name TEXT,
  key_public TEXT,
  user_data TEXT,             -- base64
  config_drive BOOLEAN NOT NULL,
  disk_config TEXT NOT NULL,
  reservation_id TEXT NOT NULL,
  launch_index INTEGER NOT NULL,
  nics TEXT NOT NULL,         -- JSON: what was asked, as the network service checked it
  security_groups TEXT NOT NULL, -- JSON: ids and the names the request used
  requested_host TEXT,
  -- what it is
  vm_state TEXT NOT NULL,
  task_state TEXT,
  power_state INTEGER NOT NULL,
  fault_code INTEGER,
  fault_message TEXT,
  fault_at TEXT,
  -- where it is, and what its host was told
  host TEXT,                  -- also the claim on the host's memory and processors
  creating BOOLEAN NOT NULL,  -- its create saga has not ended
  wanted BOOLEAN NOT NULL,    -- the host's wanted state lists it
  power_epoch BIGINT NOT NULL,
  power_action TEXT NOT NULL,
  wish_revision BIGINT NOT NULL, -- of the host, when the last wish was made
  gone BOOLEAN NOT NULL,      -- the host confirmed that nothing of it is left
  locked BOOLEAN NOT NULL,
  locked_by_admin BOOLEAN NOT NULL,
  locked_reason TEXT,
  access_ipv4 TEXT NOT NULL,
  access_ipv6 TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  launched_at TEXT,
  deleted_at TEXT
);
CREATE INDEX compute_server_project ON compute_server (project_id, created_at, id);
CREATE INDEX compute_server_created ON compute_server (created_at, id);
CREATE INDEX compute_server_host ON compute_server (host);
CREATE INDEX compute_server_deleted ON compute_server (deleted_at);

CREATE TABLE compute_server_tag (
  server_id TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (server_id, tag)
);

-- What was asked of servers, and how it ended.
CREATE TABLE compute_server_action (
  server_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL,
  user_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  host TEXT,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  result TEXT,                -- Success, Error
  details TEXT,               -- why it failed
  PRIMARY KEY (server_id, request_id)
);

CREATE TABLE compute_quota (
  project_id TEXT NOT NULL,
  resource TEXT NOT NULL,
  hard_limit INTEGER NOT NULL,
  PRIMARY KEY (project_id, resource)
);

-- Hosts that take no new servers.
CREATE TABLE compute_disabled_host (
  host TEXT PRIMARY KEY,
  reason TEXT
);
