package haneul.tools.openstack;

import haneul.tools.console.UserError;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The body of {@code POST /v3/auth/tokens}; https://docs.openstack.org/api-ref/identity/v3/ */
final class Login {
  private final CloudConfig config;

  private Login(CloudConfig config) {
    this.config = config;
  }

  static ObjectNode body(CloudConfig config) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode auth = body.putObject("auth");
    ObjectNode identity = auth.putObject("identity");
    identity.putArray("methods").add(config.method());
    new Login(config).prove(identity.putObject(config.method()));
    if (!config.method().equals("application_credential")) {
      new Login(config).scope(auth);
    }
    return body;
  }

  private void prove(ObjectNode proof) {
    switch (config.method()) {
      case "token" -> proof.put("id", needed("token"));
      case "application_credential" -> {
        proof.put("secret", needed("application_credential_secret"));
        Optional<String> id = config.secret("application_credential_id");
        if (id.isPresent()) {
          proof.put("id", id.get());
        } else {
          proof.put("name", needed("application_credential_name"));
          user(proof.putObject("user"));
        }
      }
      default -> {
        ObjectNode user = proof.putObject("user");
        user(user);
        user.put("password", needed("password"));
      }
    }
  }

  private void user(ObjectNode user) {
    Optional<String> id = config.secret("user_id");
    if (id.isPresent()) {
      user.put("id", id.get());
    } else {
      user.put("name", needed("username"));
      domain(user.putObject("domain"), "user_domain");
    }
  }

  /** In the default domain when none is named, as the clients have it. */
  private void domain(ObjectNode domain, String prefix) {
    Optional<String> name = config.secret(prefix + "_name");
    if (name.isPresent()) {
      domain.put("name", name.get());
    } else {
      domain.put(
          "id",
          config
              .secret(prefix + "_id")
              .or(() -> config.secret("default_domain"))
              .orElse("default"));
    }
  }

  private void scope(ObjectNode auth) {
    if (config.secret("system_scope").isPresent()) {
      auth.putObject("scope").putObject("system").put("all", true);
    } else if (config.secret("project_id").isPresent()) {
      auth.putObject("scope").putObject("project").put("id", needed("project_id"));
    } else if (config.secret("project_name").isPresent()) {
      ObjectNode project = auth.putObject("scope").putObject("project");
      project.put("name", needed("project_name"));
      domain(project.putObject("domain"), "project_domain");
    } else if (config.secret("domain_id").isPresent()) {
      auth.putObject("scope").putObject("domain").put("id", needed("domain_id"));
    } else if (config.secret("domain_name").isPresent()) {
      auth.putObject("scope").putObject("domain").put("name", needed("domain_name"));
    }
  }

  private String needed(String key) {
    return config
        .secret(key)
        .orElseThrow(() ->
            new UserError(
                "cloud %s has no %s in clouds.yaml, secure.yaml or OS_*"
                    .formatted(config.name(), key)));
  }
}
