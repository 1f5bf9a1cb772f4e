package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SERVICE;

import haneul.base.error.CloudException;
import haneul.platform.http.Fields;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.SignedRequest;
import haneul.services.identity.ops.LogIn;
import haneul.services.identity.ops.Signatures;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code /v3/ec2tokens} and {@code /v3/s3tokens}, for the services that get signed requests. */
final class SignatureHandlers {
  private static final int MAX_TEXT = 65_536;
  private static final int MAX_ENTRIES = 1_000;

  private final Signatures signatures;
  private final TokenBodies bodies;

  SignatureHandlers(Signatures signatures, TokenBodies bodies) {
    this.signatures = signatures;
    this.bodies = bodies;
  }

  void addTo(Policy policy) {
    policy.post("/v3/ec2tokens", "ec2tokens_validate", this::ec2, ADMIN, SERVICE);
    policy.post("/v3/s3tokens", "s3tokens_validate", this::s3, ADMIN, SERVICE);
  }

  /** All three names are in use. */
  private static Fields credentials(Request request) {
    Fields body = request.json();
    for (String name : List.of("credentials", "credential", "ec2Credentials")) {
      Optional<Fields> found = body.object(name);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw CloudException.unauthorized("EC2 Signature not supplied");
  }

  private static String text(Fields fields, String name) {
    return fields.string(name, 1, MAX_TEXT).orElse("");
  }

  private static String required(Fields fields, String name, String message) {
    return fields.string(name, 1, MAX_TEXT).orElseThrow(() -> CloudException.unauthorized(message));
  }

  private static Map<String, String> map(Fields fields, String name) {
    Map<String, String> map = new LinkedHashMap<>();
    fields
        .object(name)
        .ifPresent(entries -> {
          for (Map.Entry<String, JsonNode> entry : entries.raw().properties()) {
            JsonNode value = entry.getValue();
            map.put(entry.getKey(), value.isString() ? value.stringValue() : value.toString());
          }
        });
    if (map.size() > MAX_ENTRIES) {
      throw CloudException.badField(
          name, map.size(), "at most " + MAX_ENTRIES + " entries are allowed");
    }
    return map;
  }

  private Response ec2(Request request) {
    Fields given = credentials(request);
    LogIn.Issued issued =
        signatures.ec2(
            required(given, "access", "EC2 Signature not supplied"),
            new SignedRequest(
                required(given, "signature", "EC2 signature not supplied."),
                text(given, "verb"),
                text(given, "host"),
                text(given, "path"),
                map(given, "params"),
                map(given, "headers"),
                text(given, "body_hash")));
    return answer(issued, request).with("X-Subject-Token", issued.token());
  }

  private Response s3(Request request) {
    Fields given = credentials(request);
    String access = required(given, "access", "EC2 Signature not supplied");
    String signature = required(given, "signature", "Credential signature mismatch");
    byte[] toSign;
    try {
      toSign =
          Base64.getUrlDecoder().decode(required(given, "token", "Credential signature mismatch"));
    } catch (IllegalArgumentException e) {
      throw CloudException.badField("token", "", "it is not base64");
    }
    return answer(signatures.s3(access, toSign, signature), request);
  }

  private Response answer(LogIn.Issued issued, Request request) {
    return Response.json(200, bodies.render(issued.claims(), issued.subject(), request));
  }
}
