package haneul.services.identity.domain;

import tools.jackson.databind.node.ObjectNode;

/** A policy that another service keeps here; nothing of ours reads it. */
public record PolicyDocument(String id, String type, String blob, ObjectNode extra) {}
