-- Identity: what narrows a project's catalog, limits that services ask for, and policies kept for others.
CREATE TABLE identity_project_endpoint (
  project_id TEXT NOT NULL REFERENCES identity_project (id),
  endpoint_id TEXT NOT NULL REFERENCES identity_endpoint (id),
  PRIMARY KEY (project_id, endpoint_id)
);
CREATE INDEX identity_project_endpoint_endpoint ON identity_project_endpoint (endpoint_id);

-- All endpoints that match the filters: a JSON object of service_id, region_id, interface.
CREATE TABLE identity_endpoint_group (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  filters TEXT NOT NULL
);

CREATE TABLE identity_project_endpoint_group (
  project_id TEXT NOT NULL REFERENCES identity_project (id),
  endpoint_group_id TEXT NOT NULL REFERENCES identity_endpoint_group (id),
  PRIMARY KEY (project_id, endpoint_group_id)
);
CREATE INDEX identity_project_endpoint_group_group ON identity_project_endpoint_group (endpoint_group_id);

CREATE TABLE identity_policy (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  blob TEXT NOT NULL,
  extra TEXT NOT NULL
);

CREATE TABLE identity_registered_limit (
  id TEXT PRIMARY KEY,
  service_id TEXT NOT NULL REFERENCES identity_service (id),
  region_id TEXT NOT NULL,   -- '' for none
  resource_name TEXT NOT NULL,
  default_limit INTEGER NOT NULL,
  description TEXT,
  UNIQUE (service_id, region_id, resource_name)
);
CREATE INDEX identity_registered_limit_region ON identity_registered_limit (region_id);

-- What one project or domain has instead of the default. Service, region and resource are the registered limit's, which
-- cannot change them while this one is there.
CREATE TABLE identity_limit (
  id TEXT PRIMARY KEY,
  registered_limit_id TEXT NOT NULL REFERENCES identity_registered_limit (id),
  service_id TEXT NOT NULL,
  region_id TEXT NOT NULL,
  resource_name TEXT NOT NULL,
  project_id TEXT NOT NULL,  -- '' for none
  domain_id TEXT NOT NULL,   -- '' for none
  resource_limit INTEGER NOT NULL,
  description TEXT,
  UNIQUE (registered_limit_id, project_id, domain_id)
);
CREATE INDEX identity_limit_project ON identity_limit (project_id);
CREATE INDEX identity_limit_domain ON identity_limit (domain_id);
