-- Raised by every commit that changes what tokens are good for. A controller that remembers something
-- compares it, where there are several; the embedded store has one controller, which counts in memory.
CREATE TABLE identity_generation (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  value BIGINT NOT NULL
);
INSERT INTO identity_generation (only_row, value) VALUES (1, 0);

-- The tokens of the driver sql. Whoever reads this table has no token: it holds their hashes.
CREATE TABLE identity_token (
  token_hash TEXT PRIMARY KEY,   -- SHA-256 of the text, base64url
  user_id TEXT NOT NULL,         -- for the operator: nothing here asks for it
  claims TEXT NOT NULL,          -- base64url
  expires_at TEXT NOT NULL
);
CREATE INDEX identity_token_expiry ON identity_token (expires_at);

-- How many tokens a user was given and how often they were used: a row for five minutes of a user.
CREATE TABLE identity_token_use (
  slot TEXT NOT NULL,            -- when the five minutes begin
  user_id TEXT NOT NULL,         -- empty: users beyond those that are counted apart
  issued BIGINT NOT NULL,
  used BIGINT NOT NULL,          -- requests with a token of theirs
  ending BIGINT NOT NULL,        -- tokens whose time ends in this slot
  PRIMARY KEY (slot, user_id)
);
