-- Images. The content of one that is active or deactivated is the file data_file of the images
-- directory, and every other file there is a leftover.
CREATE TABLE image_image (
  id TEXT PRIMARY KEY,
  status TEXT NOT NULL,          -- queued, saving, active, deactivated
  name TEXT,
  owner TEXT NOT NULL,
  visibility TEXT NOT NULL,      -- public, community, shared, private
  protected BOOLEAN NOT NULL,
  hidden BOOLEAN NOT NULL,
  min_disk_gibibytes INTEGER NOT NULL,
  min_ram_mebibytes INTEGER NOT NULL,
  container_format TEXT,
  disk_format TEXT,
  upload_id TEXT,                -- of the upload that is under way
  size_bytes BIGINT,
  virtual_size_bytes BIGINT,
  md5 TEXT,
  sha512 TEXT,
  data_file TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX image_image_created ON image_image (created_at, id);
CREATE INDEX image_image_owner ON image_image (owner);
CREATE INDEX image_image_name ON image_image (name);
CREATE INDEX image_image_visibility ON image_image (visibility);

CREATE TABLE image_property (
  image_id TEXT NOT NULL REFERENCES image_image (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (image_id, name)
);
CREATE INDEX image_property_name ON image_property (name);

CREATE TABLE image_tag (
  image_id TEXT NOT NULL REFERENCES image_image (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (image_id, tag)
);
CREATE INDEX image_tag_tag ON image_tag (tag);

-- Projects that a shared image is shared with.
CREATE TABLE image_member (
  image_id TEXT NOT NULL REFERENCES image_image (id) ON DELETE CASCADE,
  project_id TEXT NOT NULL,
  status TEXT NOT NULL,          -- pending, accepted, rejected
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (image_id, project_id)
);
CREATE INDEX image_member_project ON image_member (project_id);
