package haneul.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's wrk: four connections, one thread, on the same cores as what it asks. */
final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in ");
  private static final Pattern LATENCY = Pattern.compile("(50|99)%\\s+([0-9.]+)(us|ms|s)\\b");
  private static final Pattern BAD =
      Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)|Socket errors: .*");

  private Wrk() {}

  /** What it saw. */
  record Seen(long requests, double perSecond, double p50Millis, double p99Millis) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%.1f /s, p50 %.2f ms, p99 %.2f ms", perSecond, p50Millis, p99Millis);
    }
  }

  /** Asks for so many seconds as a script says; an answer that is no success is an error. */
  static Seen run(String url, String script, int seconds) throws IOException, InterruptedException {
    Path file = Files.createTempFile("haneul-bench-", ".lua");
    try {
      Files.writeString(file, script);
      List<String> command =
          new ArrayList<>(
              List.of("wrk", "-t", "1", "-c", "4", "-d", seconds + "s", "--timeout", "60s"));
      command.addAll(List.of("--latency", "-s", file.toString(), url));
      Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      wrk.waitFor();
      return parse(url, said);
    } finally {
      Files.delete(file);
    }
  }

  private static Seen parse(String url, String said) throws IOException {
    Matcher rate = RATE.matcher(said);
    Matcher requests = REQUESTS.matcher(said);
    Matcher latency = LATENCY.matcher(said);
    double p50 = Double.NaN;
    double p99 = Double.NaN;
    while (latency.find()) {
      double millis = millis(Double.parseDouble(latency.group(2)), latency.group(3));
      if (latency.group(1).equals("50")) {
        p50 = millis;
      } else {
        p99 = millis;
      }
    }
    if (!rate.find() || !requests.find() || BAD.matcher(said).find()) {
      throw new IOException(url + ": " + said);
    }
    return new Seen(Long.parseLong(requests.group(1)), Double.parseDouble(rate.group(1)), p50, p99);
  }

  private static double millis(double number, String unit) {
    return switch (unit) {
      case "us" -> number / 1000;
      case "ms" -> number;
      default -> number * 1000;
    };
  }

  /** Always the same request; headers as name, value, name, value. */
  static String same(String method, String body, String... headers) {
    StringBuilder script = new StringBuilder("wrk.method = '" + method + "'\n");
    for (int i = 0; i < headers.length; i += 2) {
      script.append("wrk.headers['%s'] = '%s'\n".formatted(headers[i], headers[i + 1]));
    }
    if (!body.isEmpty()) {
      script.append("wrk.headers['Content-Type'] = 'application/json'\n");
      script.append("wrk.body = [[").append(body).append("]]\n");
    }
    return script.toString();
  }

  /** One body after the other, from a file of one a line. */
  static String bodies(Path file) {
    return """
    local bodies, at = {}, 0
    for line in io.lines('%s') do bodies[#bodies + 1] = line end
    local headers = {['Content-Type'] = 'application/json'}
    request = function()
      at = at %% #bodies + 1
      return wrk.format('POST', nil, headers, bodies[at])
    end
    """
        .formatted(file);
  }

  /** Validates one token after the other, from a file of one a line. */
  static String subjects(Path file, String token) {
    return """
    local tokens, at = {}, 0
    for line in io.lines('%s') do tokens[#tokens + 1] = line end
    local headers = {['X-Auth-Token'] = '%s'}
    request = function()
      at = at %% #tokens + 1
      headers['X-Subject-Token'] = tokens[at]
      return wrk.format('GET', nil, headers)
    end
    """
        .formatted(file, token);
  }
}
