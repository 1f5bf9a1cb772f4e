package haneul.services.compute.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a server group asks of the hosts of its members. */
public enum GroupPolicy {
  /** All on one host, or not at all. */
  AFFINITY,
  /** No two on one host, or as many as the group's rule allows. */
  ANTI_AFFINITY,
  /** On one host as far as there is room. */
  SOFT_AFFINITY,
  /** On different hosts as far as there are enough. */
  SOFT_ANTI_AFFINITY;

  /** As the API writes it: {@code soft-anti-affinity}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<GroupPolicy> of(String text) {
    return Arrays.stream(values()).filter(policy -> policy.text().equals(text)).findFirst();
  }

  /** Those that a version of the API knows: the soft ones came with 2.15. */
  public static List<String> texts(Microversion version) {
    return Arrays.stream(values())
        .filter(policy -> version.atLeast(15) || policy == AFFINITY || policy == ANTI_AFFINITY)
        .map(GroupPolicy::text)
        .toList();
  }
}
