-- Identity. What a column cannot name (a user's e-mail, a project's own properties) is in extra.
CREATE TABLE identity_domain (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  immutable BOOLEAN NOT NULL,
  tags TEXT NOT NULL,        -- JSON list
  extra TEXT NOT NULL        -- JSON object
);

CREATE TABLE identity_project (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES identity_domain (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  immutable BOOLEAN NOT NULL,
  tags TEXT NOT NULL,
  extra TEXT NOT NULL,
  UNIQUE (domain_id, name)
);
CREATE INDEX identity_project_name ON identity_project (name);

CREATE TABLE identity_user (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES identity_domain (id),
  name TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  default_project_id TEXT,
  password_hash TEXT,        -- none: no login by password
  token_epoch INTEGER NOT NULL, -- tokens carry it; raising it revokes them all
  extra TEXT NOT NULL,
  UNIQUE (domain_id, name)
);
CREATE INDEX identity_user_name ON identity_user (name);
CREATE INDEX identity_user_default_project ON identity_user (default_project_id);

CREATE TABLE identity_role (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  immutable BOOLEAN NOT NULL,
  extra TEXT NOT NULL
);

-- A user's role on something. The target is a project, a domain or 'all' of the system.
CREATE TABLE identity_assignment (
  user_id TEXT NOT NULL REFERENCES identity_user (id),
  target_kind TEXT NOT NULL, -- project, domain, system
  target_id TEXT NOT NULL,
  role_id TEXT NOT NULL REFERENCES identity_role (id),
  PRIMARY KEY (user_id, target_kind, target_id, role_id)
);
CREATE INDEX identity_assignment_target ON identity_assignment (target_kind, target_id);
CREATE INDEX identity_assignment_role ON identity_assignment (role_id);

CREATE TABLE identity_region (
  id TEXT PRIMARY KEY,
  description TEXT NOT NULL,
  parent_region_id TEXT
);

CREATE TABLE identity_service (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  enabled BOOLEAN NOT NULL
);
CREATE INDEX identity_service_type ON identity_service (type);

CREATE TABLE identity_endpoint (
  id TEXT PRIMARY KEY,
  service_id TEXT NOT NULL REFERENCES identity_service (id),
  interface TEXT NOT NULL,   -- public, internal, admin
  region_id TEXT NOT NULL REFERENCES identity_region (id),
  url TEXT NOT NULL,         -- $(base)s stands for what the client called us
  enabled BOOLEAN NOT NULL
);
CREATE INDEX identity_endpoint_service ON identity_endpoint (service_id);

-- Tokens deleted before their time. A row goes when its token would have expired anyway.
CREATE TABLE identity_revocation (
  audit_id TEXT PRIMARY KEY,
  expires_at TEXT NOT NULL
);
CREATE INDEX identity_revocation_expiry ON identity_revocation (expires_at);
