package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.UserId;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.KeyPair;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.ops.KeyPairs;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /os-keypairs}. */
final class KeyPairsApi {
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
  private static final Pattern OLD_NAME = Pattern.compile("[A-Za-z0-9 _-]{1,255}");
  private static final Pattern NEW_NAME = Pattern.compile("[A-Za-z0-9 _.@-]{1,255}");

  private final KeyPairs pairs;

  KeyPairsApi(KeyPairs pairs) {
    this.pairs = pairs;
  }

  void mount(ServiceApi api) {
    api.get("/v2.1/os-keypairs", Access.READER, this::list)
        .post("/v2.1/os-keypairs", Access.MEMBER, this::create)
        .get("/v2.1/os-keypairs/{name}", Access.READER, this::show)
        .delete("/v2.1/os-keypairs/{name}", Access.MEMBER, this::delete);
  }

  /** Whose key pairs a request is about: from 2.10 an administrator may name another user. */
  private static UserId user(Request request, Optional<String> asked) {
    UserId self = request.caller().user();
    if (asked.isEmpty() || Microversions.of(request).before(10)) {
      return self;
    }
    if (!USER.matcher(asked.get()).matches()) {
      throw CloudException.badField(
          "user_id", asked.get(), "'" + asked.get() + "' is not a user id");
    }
    UserId other = new UserId(asked.get());
    if (!other.equals(self) && !request.caller().isAdmin()) {
      throw CloudException.forbidden(
          "Policy doesn't allow os_compute_api:os-keypairs to be performed.");
    }
    return other;
  }

  private Response list(Request request) {
    Microversion version = Microversions.of(request);
    boolean paged = version.atLeast(35);
    int limit = paged ? Views.limit(request.query()) : Views.MAX_PAGE;
    String marker = paged ? request.query().first("marker").orElse("") : "";
    List<KeyPair> page = pairs.list(user(request, request.query().first("user_id")), marker, limit);
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("keypairs");
    for (KeyPair pair : page) {
      list.addObject().set("keypair", brief(pair, version));
    }
    if (paged && !page.isEmpty()) {
      Views.next(body, request, "keypairs", page.size(), page.getLast().name());
    }
    return Response.ok(body);
  }

  private static ObjectNode brief(KeyPair pair, Microversion version) {
    ObjectNode node = Json.object();
    node.put("name", pair.name());
    node.put("public_key", pair.publicKey());
    node.put("fingerprint", pair.fingerprint());
    if (version.atLeast(2)) {
      node.put("type", pair.type());
    }
    return node;
  }

  private Response show(Request request) {
    KeyPair pair =
        pairs.show(user(request, request.query().first("user_id")), request.param("name"));
    ObjectNode node = brief(pair, Microversions.of(request));
    node.put("user_id", pair.user().value());
    node.put("id", pair.number());
    node.put("created_at", Views.micros(pair.createdAt()));
    node.put("deleted", false);
    node.putNull("deleted_at");
    node.putNull("updated_at");
    ObjectNode body = Json.object();
    body.set("keypair", node);
    return Response.ok(body);
  }

  private Response create(Request request) throws InterruptedException {
    Microversion version = Microversions.of(request);
    Fields root = request.json();
    Fields fields = root.requiredObject("keypair");
    root.rejectOthers();
    String name = name(fields, version);
    if (version.atLeast(2)) {
      String type = fields.oneOf("type", List.of("ssh", "x509")).orElse("ssh");
      if (!type.equals("ssh")) {
        throw CloudException.badField("type", type, "this cloud keeps ssh keys only");
      }
    }
    Optional<String> asked =
        version.atLeast(10) ? fields.string("user_id", 1, 255) : Optional.empty();
    Optional<String> given =
        version.atLeast(92)
            ? Optional.of(fields.requiredString("public_key", 1, 16_384))
            : fields.string("public_key", 0, 16_384).filter(key -> !key.isBlank());
    fields.rejectOthers();
    UserId user = user(request, asked);
    ObjectNode node;
    if (given.isPresent()) {
      node = brief(pairs.create(request.caller(), user, name, given.get()), version);
    } else {
      KeyPairs.Made made = pairs.generate(request.caller(), user, name);
      node = brief(made.pair(), version);
      node.put("private_key", made.privatePem());
    }
    node.put("user_id", user.value());
    ObjectNode body = Json.object();
    body.set("keypair", node);
    return Response.json(version.atLeast(2) ? 201 : 200, body);
  }

  private static String name(Fields fields, Microversion version) {
    String name = Inputs.name(fields, "name");
    Pattern allowed = version.atLeast(92) ? NEW_NAME : OLD_NAME;
    if (!allowed.matcher(name).matches()) {
      throw CloudException.badRequest(
          "Keypair data is invalid: Keypair name contains unsafe characters (name: "
              + name
              + "): it may have letters, digits, "
              + (version.atLeast(92) ? "'@', '.', " : "")
              + "'_', '-' and blanks.");
    }
    return name;
  }

  private Response delete(Request request) {
    pairs.delete(user(request, request.query().first("user_id")), request.param("name"));
    return Response.empty(Microversions.of(request).atLeast(2) ? 204 : 202);
  }
}
