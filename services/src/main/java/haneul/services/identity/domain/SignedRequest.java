package haneul.services.identity.domain;

import java.util.Map;

/**
 * A request to another service, signed with an EC2 key, as that service passes it on.
 *
 * @param params of its query
 * @param headers as they came; their names count in any case
 * @param bodyHash SHA-256 of its body, hexadecimal; empty when there was none to tell
 */
public record SignedRequest(
    String signature,
    String verb,
    String host,
    String path,
    Map<String, String> params,
    Map<String, String> headers,
    String bodyHash) {}
