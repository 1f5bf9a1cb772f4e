package haneul.platform.saga;

import tools.jackson.databind.node.ObjectNode;

/**
 * One run of a saga.
 *
 * @param subject what it is about, usually a resource's id; {@link Sagas#wake} names it
 * @param data what was given at the start and what steps put in; saved with each step
 */
public record Run(String id, String kind, String subject, ObjectNode data) {}
