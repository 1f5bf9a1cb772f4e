package haneul.services.identity.domain;

import tools.jackson.databind.node.ObjectNode;

/** Users who are given roles together. */
public record Group(
    String id, String domainId, String name, String description, ObjectNode extra) {}
