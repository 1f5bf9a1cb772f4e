package haneul.services.network.domain;

import java.util.Arrays;
import java.util.Optional;

/** What a project may have only so many of, and how many when nobody said otherwise. */
public enum Quota {
  NETWORK("network", 100),
  SUBNET("subnet", 100),
  PORT("port", 500),
  SECURITY_GROUP("security_group", 10),
  SECURITY_GROUP_RULE("security_group_rule", 100);

  /** Any number. */
  public static final int UNLIMITED = -1;

  private final String resource;
  private final int standard;

  Quota(String resource, int standard) {
    this.resource = resource;
    this.standard = standard;
  }

  /** As the API calls it. */
  public String resource() {
    return resource;
  }

  /** Neutron's default. */
  public int standard() {
    return standard;
  }

  public static Optional<Quota> of(String resource) {
    return Arrays.stream(values()).filter(quota -> quota.resource.equals(resource)).findFirst();
  }
}
