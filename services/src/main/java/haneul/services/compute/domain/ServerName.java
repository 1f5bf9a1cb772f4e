package haneul.services.compute.domain;

import haneul.base.id.ServerId;

/** A server as a list without details shows it. */
public record ServerName(ServerId id, String name) {}
