-- IPv6 subnets. How guests come by their addresses is null in those of IPv4.
ALTER TABLE network_subnet ADD COLUMN ip_version INTEGER NOT NULL DEFAULT 4;
ALTER TABLE network_subnet ADD COLUMN ra_mode TEXT;       -- slaac, dhcpv6-stateful, dhcpv6-stateless
ALTER TABLE network_subnet ADD COLUMN address_mode TEXT;  -- the same

-- An address is kept as hexadecimal digits, 8 of IPv4 and 32 of IPv6: they sort as the addresses
-- do, so that the next free one is an index range away.
CREATE TABLE network_address_text (
  subnet_id TEXT NOT NULL REFERENCES network_subnet (id),
  address TEXT NOT NULL,
  port_id TEXT NOT NULL REFERENCES network_port (id),
  PRIMARY KEY (subnet_id, address)
);
INSERT INTO network_address_text (subnet_id, address, port_id)
SELECT
  subnet_id,
  substr('0123456789abcdef', CAST(address / 268435456 % 16 AS INTEGER) + 1, 1)
    || substr('0123456789abcdef', CAST(address / 16777216 % 16 AS INTEGER) + 1, 1)
    || substr('0123456789abcdef', CAST(address / 1048576 % 16 AS INTEGER) + 1, 1)
    || substr('0123456789abcdef', CAST(address / 65536 % 16 AS INTEGER) + 1, 1)
    || substr('0123456789abcdef', CAST(address / 4096 % 16 AS INTEGER) + 1, 1)
    || substr('0123456789abcdef', CAST(address / 256 % 16 AS INTEGER) + 1, 1)
    || substr('0123456789abcdef', CAST(address / 16 % 16 AS INTEGER) + 1, 1)
    || substr('0123456789abcdef', CAST(address % 16 AS INTEGER) + 1, 1),
  port_id
FROM network_address;
DROP TABLE network_address;
ALTER TABLE network_address_text RENAME TO network_address;
CREATE INDEX network_address_port ON network_address (port_id);
CREATE INDEX network_address_address ON network_address (address);
