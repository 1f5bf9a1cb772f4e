-- Identity: groups, roles within domains, assignments to groups and to all below, projects in trees, users' options,
-- and a catalog that can be written.

ALTER TABLE identity_project ADD COLUMN parent_id TEXT NOT NULL DEFAULT ''; -- a project, or its domain
UPDATE identity_project SET parent_id = domain_id;
CREATE INDEX identity_project_parent ON identity_project (parent_id);

ALTER TABLE identity_user ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE identity_user ADD COLUMN password_set_at TEXT;
ALTER TABLE identity_user ADD COLUMN password_expires_at TEXT;
ALTER TABLE identity_user ADD COLUMN active_on TEXT; -- the last day of a login, where the domain counts them

-- Hashes a user may not use again, the current one among them.
CREATE TABLE identity_password (
  user_id TEXT NOT NULL REFERENCES identity_user (id),
  set_at TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  PRIMARY KEY (user_id, set_at)
);

-- What a domain asks of its users: Keystone's options of the group security_compliance, as JSON.
CREATE TABLE identity_domain_option (
  domain_id TEXT NOT NULL REFERENCES identity_domain (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (domain_id, name)
);

CREATE TABLE identity_group (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES identity_domain (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  extra TEXT NOT NULL,
  UNIQUE (domain_id, name)
);

CREATE TABLE identity_membership (
  group_id TEXT NOT NULL REFERENCES identity_group (id),
  user_id TEXT NOT NULL REFERENCES identity_user (id),
  PRIMARY KEY (group_id, user_id)
);
CREATE INDEX identity_membership_user ON identity_membership (user_id);

-- An actor's role on a target. An inherited one counts on all projects below the target, not on the target.
CREATE TABLE identity_grant (
  actor_kind TEXT NOT NULL,  -- user, group
  actor_id TEXT NOT NULL,
  target_kind TEXT NOT NULL, -- project, domain, system
  target_id TEXT NOT NULL,   -- 'all' of the system
  role_id TEXT NOT NULL,
  inherited BOOLEAN NOT NULL,
  PRIMARY KEY (actor_id, target_kind, target_id, role_id, inherited)
);
CREATE INDEX identity_grant_target ON identity_grant (target_kind, target_id);
CREATE INDEX identity_grant_role ON identity_grant (role_id);
INSERT INTO identity_grant
  SELECT 'user', user_id, target_kind, target_id, role_id, false FROM identity_assignment;
DROP TABLE identity_assignment;

-- Roles' names are unique within their domain only; '' is the domain of a role that is everyone's.
CREATE TABLE identity_role_new (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  immutable BOOLEAN NOT NULL,
  extra TEXT NOT NULL,
  UNIQUE (domain_id, name)
);
INSERT INTO identity_role_new SELECT id, '', name, description, immutable, extra FROM identity_role;
DROP TABLE identity_role;
ALTER TABLE identity_role_new RENAME TO identity_role;

CREATE TABLE identity_implication (
  prior_role_id TEXT NOT NULL REFERENCES identity_role (id),
  implied_role_id TEXT NOT NULL REFERENCES identity_role (id),
  PRIMARY KEY (prior_role_id, implied_role_id)
);
CREATE INDEX identity_implication_implied ON identity_implication (implied_role_id);
INSERT INTO identity_implication
  SELECT prior.id, implied.id FROM identity_role prior, identity_role implied
  WHERE (prior.name = 'admin' AND implied.name = 'member') OR (prior.name = 'member' AND implied.name = 'reader');

ALTER TABLE identity_region ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
CREATE INDEX identity_region_parent ON identity_region (parent_region_id);
ALTER TABLE identity_service ADD COLUMN description TEXT;
ALTER TABLE identity_service ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';

-- An endpoint may be in no region.
CREATE TABLE identity_endpoint_new (
  id TEXT PRIMARY KEY,
  service_id TEXT NOT NULL REFERENCES identity_service (id),
  interface TEXT NOT NULL,   -- public, internal, admin
  region_id TEXT REFERENCES identity_region (id),
  url TEXT NOT NULL,         -- $(base)s stands for what the client called us
  enabled BOOLEAN NOT NULL,
  extra TEXT NOT NULL
);
INSERT INTO identity_endpoint_new SELECT id, service_id, interface, region_id, url, enabled, '{}' FROM identity_endpoint;
DROP TABLE identity_endpoint;
ALTER TABLE identity_endpoint_new RENAME TO identity_endpoint;
CREATE INDEX identity_endpoint_service ON identity_endpoint (service_id);
CREATE INDEX identity_endpoint_region ON identity_endpoint (region_id);
