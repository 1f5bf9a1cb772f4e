package haneul.platform.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stands between clients and a server: by which address they call it, and whose word counts of
 * who they are.
 *
 * @param publicUrl the beginning of all links, and of the catalog's; none: what the client called
 *     us
 * @param proxies whose {@code Forwarded} and {@code X-Forwarded-…} (RFC 7239) are believed
 */
public record Front(Optional<String> publicUrl, Set<InetAddress> proxies) {
  /** Nothing. */
  public static final Front NONE = new Front(Optional.empty(), Set.of());

  private static final Pattern FORWARDED =
      Pattern.compile(
          "(?i)(?<name>for|proto|host)=(?:\"(?<quoted>[^\"]*)\"|(?<plain>[^;,\"\\s]+))");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "\\[(?<six>[0-9A-Fa-f:.]+)](:[0-9]{1,5})?|(?<four>[0-9.]+)(:[0-9]{1,5})?|(?<bare>[0-9A-Fa-f:.]+)");

  /** Whoever spoke to the nearest proxy that is not ours, and how he called us. */
  public record Seen(String client, Optional<String> scheme, Optional<String> host) {}

  public Front {
    proxies = Set.copyOf(proxies);
  }

  /**
   * @param peer the address at the other end of the connection
   * @param header a header's value by its name, empty when there is none
   */
  Seen look(String peer, UnaryOperator<String> header) {
    if (proxies.isEmpty() || !isProxy(peer)) {
      return new Seen(peer, Optional.empty(), Optional.empty());
    }
    String forwarded = header.apply("Forwarded");
    List<String> hops =
        forwarded.isBlank()
            ? List.of(header.apply("X-Forwarded-For").split(",", -1))
            : all("for", forwarded);
    return new Seen(
        client(peer, hops),
        first(forwarded, "proto", header.apply("X-Forwarded-Proto"))
            .filter(it -> it.equals("https") || it.equals("http")),
        first(forwarded, "host", header.apply("X-Forwarded-Host")));
  }

  private boolean isProxy(String address) {
    return literal(address).filter(proxies::contains).isPresent();
  }

  /** From the end: each proxy of ours adds whom it heard; what a stranger says of others is his. */
  private String client(String peer, List<String> hops) {
    String client = peer;
    for (String hop : hops.reversed()) {
      Matcher matcher = ADDRESS.matcher(hop.strip());
      Optional<InetAddress> address =
          matcher.matches()
              ? Stream.of("six", "four", "bare")
                  .flatMap(name -> Stream.ofNullable(matcher.group(name)))
                  .findFirst()
                  .flatMap(Front::literal)
              : Optional.empty();
      if (address.isEmpty()) {
        return client;
      }
      client = address.get().getHostAddress();
      if (!proxies.contains(address.get())) {
        return client;
      }
    }
    return client;
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> first(String forwarded, String name, String other) {
    return (forwarded.isBlank() ? List.of(other.split(",", 2)) : all(name, forwarded))
        .stream().map(String::strip).filter(it -> !it.isEmpty()).findFirst();
  }

  private static List<String> all(String name, String forwarded) {
    List<String> values = new ArrayList<>();
    Matcher matcher = FORWARDED.matcher(forwarded);
    while (matcher.find()) {
      if (matcher.group("name").equalsIgnoreCase(name)) {
        String quoted = matcher.group("quoted");
        values.add(quoted == null ? matcher.group("plain") : quoted);
      }
    }
    return values;
  }
}
