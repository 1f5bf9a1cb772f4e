package haneul.services.identity.domain;

/** One kind of request that an application credential may make; see {@code Caller.Rule}. */
public record AccessRule(String id, String userId, String service, String method, String path) {}
