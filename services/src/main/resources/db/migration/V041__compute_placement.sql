-- Where servers go: groups of hosts, groups of servers, and what a server asked of its host.
CREATE TABLE compute_aggregate (
  id BIGINT PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT
);

CREATE TABLE compute_aggregate_host (
  aggregate_id BIGINT NOT NULL,
  host TEXT NOT NULL,
  PRIMARY KEY (aggregate_id, host)
);
CREATE INDEX compute_aggregate_host_host ON compute_aggregate_host (host);

-- availability_zone makes the aggregate one.
CREATE TABLE compute_aggregate_metadata (
  aggregate_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (aggregate_id, name)
);

CREATE TABLE compute_server_group (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  policy TEXT NOT NULL,
  most_on_a_host INTEGER,
  created_at TEXT NOT NULL
);
CREATE INDEX compute_server_group_project ON compute_server_group (project_id, created_at, id);

CREATE TABLE compute_server_group_member (
  server_id TEXT PRIMARY KEY,
  group_id TEXT NOT NULL
);
CREATE INDEX compute_server_group_member_group ON compute_server_group_member (group_id);

ALTER TABLE compute_server ADD COLUMN requested_zone TEXT;
ALTER TABLE compute_server ADD COLUMN hints TEXT; -- JSON: group, same_host, different_host

-- What is claimed of a host, and what a project has, is added up from these alone.
DROP INDEX compute_server_host;
CREATE INDEX compute_server_claim
  ON compute_server (host, vcpus, memory_mebibytes, disk_gibibytes) WHERE deleted_at IS NULL;
CREATE INDEX compute_server_quota
  ON compute_server (project_id, vcpus, memory_mebibytes) WHERE deleted_at IS NULL;
