package haneul.services.identity.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a service of the catalog is.
 *
 * @param face {@code public}, {@code internal} or {@code admin}
 * @param template its URL; {@code $(name)s} stands for one of {@link #NAMES}
 */
public record Endpoint(
    String id,
    String serviceId,
    String face,
    Optional<String> regionId,
    String template,
    boolean enabled,
    ObjectNode extra) {
  public static final List<String> FACES = List.of("public", "internal", "admin");

  /** Stands for what the client called us. */
  public static final String BASE = "$(base)s";

  /** What a URL may leave open: what the client called us, and what its token is for. */
  public static final List<String> NAMES = List.of("base", "project_id", "tenant_id", "user_id");

  private static final Pattern OPEN = Pattern.compile("[$%]\\(([A-Za-z_]*)\\)s");

  /** Whether a URL leaves open only what can be filled in. */
  public static boolean isTemplate(String url) {
    Matcher open = OPEN.matcher(url);
    while (open.find()) {
      if (!NAMES.contains(open.group(1))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The URL with what was open filled in; empty when it asks for a project and there is none.
   *
   * @param known by name, e.g. {@code base} to {@code https://cloud:5000}
   */
  public Optional<String> url(Map<String, String> known) {
    boolean complete =
        OPEN.matcher(template).results().allMatch(open -> known.containsKey(open.group(1)));
    return complete
        ? Optional.of(OPEN.matcher(template).replaceAll(open -> quoted(open, known)))
        : Optional.empty();
  }

  private static String quoted(MatchResult open, Map<String, String> known) {
    return Matcher.quoteReplacement(known.getOrDefault(open.group(1), ""));
  }
}
