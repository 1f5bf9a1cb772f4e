package haneul.app.cli;

import haneul.app.cloud.StateDirectory;
import haneul.platform.http.Json;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code haneul logs}: the end of the log, for people or as it is. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Show the end of the cloud's log.")
public final class LogsCommand implements Callable<Integer> {
  /** Lines are short; this holds many thousands of them. */
  private static final int MAX_TAIL_BYTES = 4 << 20;

  @Mixin private CloudOptions cloud = new CloudOptions();

  @Option(
      names = {"-n", "--lines"},
      defaultValue = "50",
      description = "How many lines. Default: ${DEFAULT-VALUE}")
  private int lines = 50;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as lines are written, until interrupted.")
  private boolean follow;

  @Option(names = "--json", description = "As they are in the file.")
  private boolean json;

  @Option(
      names = "--security",
      description = "What changed who may do what, instead, and lock-outs.")
  private boolean security;

  @Option(names = "--logins", description = "Who logged in or failed to, instead.")
  private boolean logins;

  private Path file(StateDirectory state) {
    if (security && logins) {
      throw new UserError("there is one log at a time: --security or --logins");
    }
    return security ? state.securityLog() : logins ? state.loginsLog() : state.log();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateDirectory state = cloud.state();
    Path file = file(state);
    if (!Files.exists(file)) {
      throw new UserError("there is no log at " + file + "; was the cloud ever started?");
    }
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - MAX_TAIL_BYTES);
      log.seek(from);
      List<String> tail = whole(log).lines().toList();
      tail.stream().skip(Math.max(0, tail.size() - lines)).forEach(this::show);
      while (follow) {
        Thread.sleep(200);
        whole(log).lines().forEach(this::show);
      }
    }
    return 0;
  }

  /** What is there up to the last line's end. */
  private static String whole(RandomAccessFile log) throws IOException {
    long began = log.getFilePointer();
    if (log.length() < began) {
      began = 0; // it was rotated
      log.seek(0);
    }
    byte[] bytes = new byte[(int) Math.min(MAX_TAIL_BYTES, log.length() - began)];
    log.readFully(bytes);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    log.seek(began + end);
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private void show(String line) {
    if (json || !line.startsWith("{")) {
      System.out.println(line);
      return;
    }
    JsonNode record = Json.parseOurs(line);
    System.out.println(
        record.path("time").stringValue("")
            + " "
            + record.path("level").stringValue("")
            + " "
            + record.path("request_id").stringValue("-")
            + " "
            + (security || logins ? record.path("client").stringValue("-") + " " : "")
            + record.path("message").stringValue(""));
    if (record.has("stack")) {
      System.out.println(record.path("stack").stringValue("").indent(4).stripTrailing());
    }
  }
}
