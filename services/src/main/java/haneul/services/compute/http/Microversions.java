package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.compute.domain.Microversion;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which version of the API a request speaks: both headers of nova, 2.1 where there is neither. */
final class Microversions {
  private static final Pattern VERSION = Pattern.compile("([1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,5})");

  private Microversions() {}

  /** The version of a request; 400 when it is none, 406 when it is not spoken here. */
  static Microversion of(Request request) {
    Optional<String> asked = asked(request);
    if (asked.isEmpty()) {
      return Microversion.LOWEST;
    }
    if (asked.get().equals("latest")) {
      return Microversion.HIGHEST;
    }
    Matcher version = VERSION.matcher(asked.get());
    if (!version.matches()) {
      throw CloudException.badRequest(
          "API Version String "
              + asked.get()
              + " is of invalid format. Must be of format MajorNum.MinorNum.");
    }
    int minor = Integer.parseInt(version.group(2));
    boolean spoken =
        version.group(1).equals("2")
            && minor >= Microversion.LOWEST.minor()
            && minor <= Microversion.HIGHEST.minor();
    if (!spoken) {
      throw CloudException.of(
          ErrorKind.NOT_ACCEPTABLE,
          "InvalidGlobalAPIVersion",
          "Version %s is not supported by the API. Minimum is %s and maximum is %s."
              .formatted(asked.get(), Microversion.LOWEST, Microversion.HIGHEST));
    }
    return new Microversion(minor);
  }

  private static Optional<String> asked(Request request) {
    Optional<String> header = request.header("OpenStack-API-Version");
    if (header.isPresent()) {
      for (String each : header.get().split(",", -1)) {
        String[] words = each.strip().split("\\s+", -1);
        if (words.length == 2 && words[0].equalsIgnoreCase("compute")) {
          return Optional.of(words[1]);
        }
      }
    }
    return request.header("X-OpenStack-Nova-API-Version").map(String::strip);
  }

  /** Adds what every answer carries: request id and version, echoed. */
  static Response finish(Request request, Response response) {
    Response named = response.with("X-Compute-Request-Id", request.requestId());
    boolean versioned = request.path().startsWith("/v2.1") && response.status() != 401;
    Optional<String> echo = versioned ? echo(request) : Optional.empty();
    if (echo.isEmpty()) {
      return named;
    }
    return named
        .with("OpenStack-API-Version", "compute " + echo.get())
        .with("X-OpenStack-Nova-API-Version", echo.get())
        .with("Vary", "OpenStack-API-Version, X-OpenStack-Nova-API-Version");
  }

  private static Optional<String> echo(Request request) {
    try {
      return Optional.of(of(request).toString());
    } catch (CloudException e) {
      return e.kind() == ErrorKind.NOT_ACCEPTABLE ? asked(request) : Optional.empty();
    }
  }
}
