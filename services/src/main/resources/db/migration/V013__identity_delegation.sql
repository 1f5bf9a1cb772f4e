-- Identity: secrets kept for users, and what lets others act for them.
CREATE TABLE identity_credential (
  id TEXT PRIMARY KEY,       -- of an EC2 credential: SHA-256 of its access key
  user_id TEXT NOT NULL REFERENCES identity_user (id),
  project_id TEXT,
  type TEXT NOT NULL,        -- ec2, totp, cert, …
  sealed_blob TEXT NOT NULL, -- Fernet, with a key from the state directory
  used_step BIGINT NOT NULL, -- the last interval whose one-time password was used
  extra TEXT NOT NULL
);
CREATE INDEX identity_credential_user ON identity_credential (user_id, type);
CREATE INDEX identity_credential_project ON identity_credential (project_id);

CREATE TABLE identity_application_credential (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES identity_user (id),
  project_id TEXT NOT NULL REFERENCES identity_project (id),
  name TEXT NOT NULL,
  description TEXT,
  secret_hash TEXT NOT NULL,
  role_ids TEXT NOT NULL,    -- JSON list
  unrestricted BOOLEAN NOT NULL,
  expires_at TEXT,
  access_rule_ids TEXT,      -- JSON list; null: may do all that its roles may
  UNIQUE (user_id, name)
);
CREATE INDEX identity_application_credential_project ON identity_application_credential (project_id);

CREATE TABLE identity_access_rule (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES identity_user (id),
  service TEXT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  UNIQUE (user_id, service, method, path)
);

CREATE TABLE identity_trust (
  id TEXT PRIMARY KEY,
  trustor_user_id TEXT NOT NULL REFERENCES identity_user (id),
  trustee_user_id TEXT NOT NULL REFERENCES identity_user (id),
  project_id TEXT REFERENCES identity_project (id),
  impersonation BOOLEAN NOT NULL,
  role_ids TEXT NOT NULL,    -- JSON list
  expires_at TEXT,
  remaining_uses INTEGER,    -- null: as often as one likes
  redelegation_count INTEGER NOT NULL,
  redelegated_trust_id TEXT REFERENCES identity_trust (id)
);
CREATE INDEX identity_trust_trustor ON identity_trust (trustor_user_id);
CREATE INDEX identity_trust_trustee ON identity_trust (trustee_user_id);
CREATE INDEX identity_trust_project ON identity_trust (project_id);
CREATE INDEX identity_trust_source ON identity_trust (redelegated_trust_id);
