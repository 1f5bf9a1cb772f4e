package haneul.tools.openstack;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How to enter a cloud.
 *
 * @param identity its identity API, version 3
 * @param method {@code password}, {@code token} or {@code application_credential}
 * @param secrets names and values as in {@code clouds.yaml}: {@code username}, {@code password}, …
 * @param region none: any
 * @param interfaceName {@code public}, {@code internal} or {@code admin}
 * @param authorities a file of certificates to trust instead of the host's
 * @param verify whether certificates are verified
 */
public record CloudConfig(
    String name,
    URI identity,
    String method,
    Map<String, String> secrets,
    Optional<String> region,
    String interfaceName,
    Optional<Path> authorities,
    boolean verify) {

  Optional<String> secret(String key) {
    return Optional.ofNullable(secrets.get(key)).filter(value -> !value.isEmpty());
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "CloudConfig[" + name + ", " + identity + "]";
  }
}
