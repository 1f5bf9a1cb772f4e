package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.ANYONE;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.PasswordRules;
import haneul.services.identity.http.Policy.Rule;
import haneul.services.identity.ops.DomainChanges;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v3/domains/{domain_id}/config}: what a domain asks of its users' passwords. Keystone
 * keeps these in a file but shows two of them here; its other groups are for LDAP, which is not
 * here.
 */
final class DomainConfigHandlers {
  private static final String GROUP = "security_compliance";

  /** Who chooses a password must be able to read what is asked of it. */
  private static final List<String> PUBLIC =
      List.of(PasswordRules.REGEX, PasswordRules.REGEX_DESCRIPTION);

  private final DomainChanges changes;

  DomainConfigHandlers(DomainChanges changes) {
    this.changes = changes;
  }

  void addTo(Policy policy) {
    String all = "/v3/domains/{domain_id}/config";
    String group = all + "/{group}";
    String one = group + "/{option}";
    Rule[] readers = {ADMIN, SYSTEM_READER};
    policy.get(all, "get_domain_config", this::showAll, readers);
    policy.put(all, "create_domain_config", request -> set(request, true), ADMIN);
    policy.patch(all, "update_domain_config", request -> set(request, false), ADMIN);
    policy.delete(all, "delete_domain_config", this::deleteAll, ADMIN);
    policy.get(group, "get_security_compliance_domain_config", this::showGroup, ANYONE);
    policy.patch(group, "update_domain_config", this::setGroup, ADMIN);
    policy.delete(group, "delete_domain_config", this::deleteGroup, ADMIN);
    policy.get(one, "get_security_compliance_domain_config", this::showOne, ANYONE);
    policy.patch(one, "update_domain_config", this::setOne, ADMIN);
    policy.delete(one, "delete_domain_config", this::deleteOne, ADMIN);
  }

  private static String domain(Request request) {
    return request.param("domain_id");
  }

  private static CloudException notFound(String what, Request request) {
    return CloudException.notFound(
        "DomainConfigNotFound",
        "Could not find " + what + " in domain configuration for domain " + domain(request) + ".");
  }

  private static void requireGroup(Request request) {
    if (!request.param("group").equals(GROUP)) {
      throw notFound("group " + request.param("group"), request);
    }
  }

  private static Response config(ObjectNode options) {
    var body = Json.object();
    var config = body.putObject("config");
    if (!options.isEmpty()) {
      config.set(GROUP, options);
    }
    return Response.ok(body);
  }

  private Response showAll(Request request) {
    return config(changes.options(domain(request)));
  }

  private Response set(Request request, boolean replace) {
    Fields config = request.json().requiredObject("config");
    Fields options = config.requiredObject(GROUP);
    config.rejectOthers();
    return config(changes.setOptions(domain(request), options.raw(), replace));
  }

  private Response deleteAll(Request request) {
    changes.deleteOptions(domain(request), Optional.empty());
    return Response.empty(204);
  }

  /** Those that anyone may read, to those who may read no more. */
  private ObjectNode readable(Request request) {
    requireGroup(request);
    return ADMIN.allows(request) || SYSTEM_READER.allows(request)
        ? changes.options(domain(request))
        : changes.optionsOfHis(request.caller(), domain(request)).retain(PUBLIC);
  }

  private Response showGroup(Request request) {
    var body = Json.object();
    body.putObject("config").set(GROUP, readable(request));
    return Response.ok(body);
  }

  private Response setGroup(Request request) {
    requireGroup(request);
    return set(request, false);
  }

  private Response deleteGroup(Request request) {
    requireGroup(request);
    return deleteAll(request);
  }

  private Response showOne(Request request) {
    String option = request.param("option");
    JsonNode value = readable(request).get(option);
    if (value == null) {
      throw notFound("option " + option + " in group " + GROUP, request);
    }
    var body = Json.object();
    body.putObject("config").set(option, value);
    return Response.ok(body);
  }

  private Response setOne(Request request) {
    requireGroup(request);
    String option = request.param("option");
    Fields config = request.json().requiredObject("config");
    JsonNode value = config.any(option).orElseThrow(() -> Input.missing(option));
    config.rejectOthers();
    ObjectNode options = Json.object();
    options.set(option, value);
    return config(changes.setOptions(domain(request), options, false));
  }

  private Response deleteOne(Request request) {
    requireGroup(request);
    changes.deleteOptions(domain(request), Optional.of(request.param("option")));
    return Response.empty(204);
  }
}
