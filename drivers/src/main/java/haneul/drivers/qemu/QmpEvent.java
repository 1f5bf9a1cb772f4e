package haneul.drivers.qemu;

import tools.jackson.databind.JsonNode;

/** Something QEMU tells by itself, e.g. {@code SHUTDOWN}. */
record QmpEvent(String name, JsonNode data) {}
