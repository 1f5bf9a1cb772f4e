-- How a network's packets are told from others' between hosts. Networks that were there before
-- stay what they were: of one host.
ALTER TABLE network_network ADD COLUMN network_type TEXT NOT NULL DEFAULT 'local';
ALTER TABLE network_network ADD COLUMN physical_network TEXT NOT NULL DEFAULT '';
ALTER TABLE network_network ADD COLUMN segmentation_id BIGINT;  -- 0 of flat ones, none of local ones

-- A segment is one network's; those without an id do not meet.
CREATE UNIQUE INDEX network_network_segment
  ON network_network (network_type, physical_network, segmentation_id);
