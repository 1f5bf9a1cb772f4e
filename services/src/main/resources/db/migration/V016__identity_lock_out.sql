-- Wrong passwords in a row, until a right one. User '' is whoever named a user that is not there: a row is written
-- for them too, so that their answer takes as long.
CREATE TABLE identity_failed_login (
  user_id TEXT PRIMARY KEY,
  count INTEGER NOT NULL,
  failed_at TEXT NOT NULL,
  forgotten_at TEXT NOT NULL
);
CREATE INDEX identity_failed_login_forgotten ON identity_failed_login (forgotten_at);
