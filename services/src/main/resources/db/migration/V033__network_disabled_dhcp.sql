-- Hosts that shall serve no network's DHCP, as long as another one can.
CREATE TABLE network_disabled_dhcp (
  host TEXT PRIMARY KEY
);
