package haneul.services.identity.domain;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Amazon's request signatures, versions 0, 1, 2 and 4, as EC2 clients make them; and the two that
 * S3 clients make. See "Signing AWS requests" in Amazon's reference.
 */
public final class Ec2Signature {
  private static final String SHA1 = "HmacSHA1";
  private static final String SHA256 = "HmacSHA256";
  private static final String VERSION_4 = "AWS4-HMAC-SHA256";
  private static final String LAST_OF_SCOPE = "aws4_request";
  private static final List<String> S3_SERVICES = List.of("s3", "iam", "sts");

  private Ec2Signature() {}

  /** Whether {@code request} was signed with {@code secret}. */
  public static boolean matches(SignedRequest request, String secret) {
    if (signature(request, secret).map(right -> same(right, request.signature())).orElse(false)) {
      return true;
    }
    // Some clients sign for the host without its port.
    int colon = request.host().indexOf(':');
    return colon >= 0
        && signature(withHost(request, request.host().substring(0, colon)), secret)
            .map(right -> same(right, request.signature()))
            .orElse(false);
  }

  private static SignedRequest withHost(SignedRequest request, String host) {
    return new SignedRequest(
        request.signature(),
        request.verb(),
        host,
        request.path(),
        request.params(),
        request.headers(),
        request.bodyHash());
  }

  private static boolean same(String right, String given) {
    return MessageDigest.isEqual(utf8(right), utf8(given));
  }

  /** Empty when the request does not say how it is signed. */
  static Optional<String> signature(SignedRequest request, String secret) {
    Map<String, String> params = request.params();
    return switch (params.getOrDefault("SignatureVersion", "4")) {
      case "0" ->
          params.containsKey("Action") && params.containsKey("Timestamp")
              ? Optional.of(
                  base64(mac(SHA1, utf8(secret), params.get("Action") + params.get("Timestamp"))))
              : Optional.empty();
      case "1" -> Optional.of(base64(mac(SHA1, utf8(secret), version1(params))));
      case "2" -> Optional.of(base64(mac(SHA256, utf8(secret), version2(request))));
      case "4" -> version4(request, secret);
      default -> Optional.empty();
    };
  }

  private static String version1(Map<String, String> params) {
    return params.entrySet().stream()
        .sorted(Comparator.comparing(param -> param.getKey().toLowerCase(Locale.ROOT)))
        .map(param -> param.getKey() + param.getValue())
        .collect(Collectors.joining());
  }

  private static String version2(SignedRequest request) {
    Map<String, String> params = new TreeMap<>(request.params());
    params.put("SignatureMethod", SHA256);
    return String.join(
        "\n", request.verb(), request.host(), request.path(), canonicalQuery(params));
  }

  private static Optional<String> version4(SignedRequest request, String secret) {
    Map<String, String> headers = new TreeMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> headers.put(name.strip().toLowerCase(Locale.ROOT), value.strip()));
    Optional<String> authorization = Optional.ofNullable(headers.get("authorization"));
    if (!authorization.map(text -> text.startsWith(VERSION_4)).orElse(false)
        && !VERSION_4.equals(request.params().get("X-Amz-Algorithm"))) {
      return Optional.empty();
    }
    String signedHeaders = part("SignedHeaders", authorization, request.params());
    String[] credential = part("Credential", authorization, request.params()).split("/", -1);
    String date =
        headers.getOrDefault("x-amz-date", request.params().getOrDefault("X-Amz-Date", ""));
    if (credential.length != 5 || !date.startsWith(credential[1])) {
      return Optional.empty();
    }
    String canonical =
        String.join(
            "\n",
            request.verb().toUpperCase(Locale.ROOT),
            request.path(),
            request.verb().equalsIgnoreCase("POST") ? "" : canonicalQuery(request.params()),
            canonicalHeaders(signedHeaders, headers),
            signedHeaders,
            request.bodyHash());
    String scope = String.join("/", Arrays.copyOfRange(credential, 1, credential.length));
    String toSign = String.join("\n", VERSION_4, date, scope, hex(sha256(canonical)));
    byte[] key = key4(secret, credential[1], credential[2], credential[3]);
    return Optional.of(hex(mac(SHA256, key, toSign)));
  }

  /** A part of the header Authorization, or of the query. */
  private static String part(
      String name, Optional<String> authorization, Map<String, String> params) {
    if (authorization.isEmpty()) {
      return params.getOrDefault("X-Amz-" + name, "");
    }
    String text = authorization.get();
    int from = text.indexOf(name + "=");
    if (from < 0) {
      return "";
    }
    int to = text.indexOf(',', from);
    return text.substring(from + name.length() + 1, to < 0 ? text.length() : to).strip();
  }

  private static String canonicalHeaders(String signed, Map<String, String> headers) {
    List<String> lines = new ArrayList<>();
    for (String name : signed.split(";", -1)) {
      if (headers.containsKey(name)) {
        lines.add(name + ":" + headers.get(name));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static String canonicalQuery(Map<String, String> params) {
    return new TreeMap<>(params)
        .entrySet().stream()
            .filter(param -> !param.getKey().equals("X-Amz-Signature"))
            .map(param -> encoded(param.getKey()) + "=" + encoded(param.getValue()))
            .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /**
   * Whether what an S3 client signed was signed with {@code secret}.
   *
   * @param toSign the text it made of its request
   */
  public static boolean matches(byte[] toSign, String signature, String secret) {
    String text = new String(toSign, StandardCharsets.UTF_8);
    if (!text.startsWith("AWS4")) {
      return same(base64(mac(SHA1, utf8(secret), text)), signature);
    }
    String[] lines = text.split("\n", -1);
    String[] scope = lines.length == 4 ? lines[2].split("/", -1) : new String[0];
    if (scope.length != 4
        || !lines[0].equals(VERSION_4)
        || !scope[3].equals(LAST_OF_SCOPE)
        || !S3_SERVICES.contains(scope[2])) {
      return false;
    }
    return same(hex(mac(SHA256, key4(secret, scope[0], scope[1], scope[2]), text)), signature);
  }

  private static byte[] key4(String secret, String date, String region, String service) {
    byte[] key = mac(SHA256, utf8("AWS4" + secret), date);
    return mac(SHA256, mac(SHA256, mac(SHA256, key, region), service), LAST_OF_SCOPE);
  }

  private static byte[] mac(String algorithm, byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
