-- Hosts that an administrator knows to be down, whatever they say.
CREATE TABLE compute_forced_down (
  host TEXT PRIMARY KEY
);
