-- Images that the hosts of an aggregate shall have before a server needs them.
CREATE TABLE compute_cached_image (
  aggregate_id BIGINT NOT NULL,
  image_id TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  PRIMARY KEY (aggregate_id, image_id)
);
