package haneul.app.cloud;

import haneul.platform.http.Front;
import haneul.tools.console.UserError;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code api} of {@code haneul.yaml}; it takes effect at the next start.
 *
 * @param certificate a certificate of the operator's own, and its key
 * @param names by which clients call this host, besides those that it knows of itself
 * @param publicUrl the beginning of all URLs in the catalog, no slash at the end
 * @param proxies who may say on whose behalf they ask
 * @param monitors who may read {@code /metrics} besides this host
 */
record ApiChoice(
    Optional<Certificate> certificate,
    List<String> names,
    Optional<String> publicUrl,
    Set<InetAddress> proxies,
    Set<InetAddress> monitors) {
  static final ApiChoice USUAL =
      new ApiChoice(Optional.empty(), List.of(), Optional.empty(), Set.of(), Set.of());

  private static final int MOST = 100;
  private static final String NAME =
      "[A-Za-z0-9*]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]+";
  private static final String URL =
      "https?://[A-Za-z0-9.\\[\\]:_-]{1,255}(/[A-Za-z0-9._~/-]{0,255})?";

  /** Files in PEM form. */
  record Certificate(Path chain, Path key) {}

  static ApiChoice read(YamlFields api) {
    api.rejectOthers("certificate", "key", "names", "public_url", "proxies", "metrics");
    Optional<Path> chain = api.text("certificate").map(Path::of);
    Optional<Path> key = api.text("key").map(Path::of);
    if (key.isPresent() && chain.isEmpty()) {
      throw api.wrong("certificate", "there, as there is a key");
    }
    List<String> names = api.texts("names", MOST);
    if (!names.stream().allMatch(name -> name.matches(NAME))) {
      throw api.wrong(
          "names", "a list of host names and addresses, for example [cloud.example.org]");
    }
    return new ApiChoice(
        chain.map(file -> new Certificate(file, key.orElse(file))),
        names,
        api.text("public_url")
            .map(text -> {
              if (!text.matches(URL)) {
                throw api.wrong("public_url", "a URL, for example https://cloud.example.org");
              }
              return text.replaceAll("/+$", "");
            }),
        addresses(api, "proxies"),
        addresses(api, "metrics"));
  }

  private static Set<InetAddress> addresses(YamlFields api, String name) {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (String text : api.texts(name, MOST)) {
      try {
        addresses.add(InetAddress.ofLiteral(text));
      } catch (IllegalArgumentException e) {
        throw wrong(api, name);
      }
    }
    return addresses;
  }

  private static UserError wrong(YamlFields api, String name) {
    return api.wrong(name, "a list of addresses, for example [192.0.2.7]");
  }

  Front front() {
    return new Front(publicUrl, proxies);
  }
}
