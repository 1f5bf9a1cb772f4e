-- Unfinished sagas. A finished one has no row.
CREATE TABLE saga (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,       -- forward, undoing
  step INTEGER NOT NULL,     -- the step that is next
  data TEXT NOT NULL,        -- JSON
  error_code TEXT,
  error TEXT,
  request_id TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);

-- Hosts, and what each is known to be. The wanted state is computed from the services' tables;
-- the revision tells an agent that it changed.
CREATE TABLE host (
  name TEXT PRIMARY KEY,
  revision BIGINT NOT NULL,
  vcpus INTEGER NOT NULL,
  memory_mebibytes INTEGER NOT NULL,
  disk_gibibytes INTEGER NOT NULL,
  address TEXT NOT NULL,
  hypervisor_type TEXT NOT NULL,
  hypervisor_version TEXT NOT NULL,
  cpu_model TEXT NOT NULL,
  applied_revision BIGINT NOT NULL,
  seen_at TEXT NOT NULL,
  created_at TEXT NOT NULL
);
