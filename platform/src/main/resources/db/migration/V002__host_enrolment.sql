-- Tokens that let one host join, once. Only their hashes are kept.
CREATE TABLE host_token (
  hash TEXT PRIMARY KEY,      -- SHA-256 of the secret, hexadecimal
  host TEXT,                  -- the one host that may use it; any new one when null
  expires_at TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX host_token_expires ON host_token (expires_at);

-- Hosts that joined over the wire, and the certificates they may use.
CREATE TABLE host_enrolment (
  name TEXT PRIMARY KEY,
  serial TEXT NOT NULL,       -- of the certificate in use
  next_serial TEXT,           -- of a renewed one that was not used yet
  expires_at TEXT NOT NULL,   -- of the newer of them
  enrolled_at TEXT NOT NULL,
  revoked_at TEXT
);
