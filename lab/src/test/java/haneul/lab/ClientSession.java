package haneul.lab;

import haneul.platform.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Debian's {@code openstack} as someone uses it who types one command after the other: one process
 * and one login for all of them, because each start takes a second or two. A {@code --wait} that
 * fails ends it.
 */
final class ClientSession implements AutoCloseable {
  private static final int LIMIT_MINUTES = 15;

  private final Path errors;
  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private int commands;

  /**
   * @param environment what the client logs in with
   */
  ClientSession(Map<String, String> environment) {
    try {
      errors = Files.createTempFile("openstack", "");
      ProcessBuilder builder =
          new ProcessBuilder("/usr/bin/openstack").redirectError(errors.toFile());
      builder.environment().putAll(environment);
      builder.environment().put("PYTHONUNBUFFERED", "1");
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    in = process.outputWriter(StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
    CompletableFuture.delayedExecutor(LIMIT_MINUTES, TimeUnit.MINUTES)
        .execute(process::destroyForcibly);
  }

  private record Said(String out, String err) {}

  private Said say(String command) {
    try {
      long before = Files.size(errors);
      String end = "@" + ++commands + "@";
      in.write(command + "\n!echo " + end + "\n");
      in.flush();
      StringBuilder said = new StringBuilder();
      for (String line = out.readLine(); !end.equals(line); line = out.readLine()) {
        if (line == null) {
          throw new AssertionError(
              "openstack ended at " + command + "\n" + said + Files.readString(errors));
        }
        said.append(line).append('\n');
      }
      byte[] complained = Files.readAllBytes(errors);
      return new Said(
          said.toString(),
          new String(
              complained,
              Math.toIntExact(before),
              Math.toIntExact(complained.length - before),
              StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command prints that has nothing to complain about. */
  String run(String command) {
    Said said = say(command);
    if (!said.err().isBlank()) {
      throw new AssertionError(command + " complained: " + said.err() + said.out());
    }
    return said.out();
  }

  /** What a command prints, whatever it warns of. */
  String runWarned(String command) {
    return say(command).out();
  }

  /** What a command that must not succeed complains about. */
  String fail(String command) {
    Said said = say(command);
    if (said.err().isBlank()) {
      throw new AssertionError(command + " should have failed: " + said.out());
    }
    return said.err();
  }

  JsonNode json(String command) {
    return Json.parseOurs(run(command + " -f json"));
  }

  /** One field of what {@code show} or {@code create} print. */
  String value(String field, String command) {
    return run(command + " -f value -c " + field).strip();
  }

  /** A column of a list. */
  List<String> column(String name, String command) {
    List<String> values = new ArrayList<>();
    json(command).forEach(row -> values.add(row.path(name).asString()));
    return values;
  }

  @Override
  public void close() {
    try {
      process.destroy();
      process.waitFor();
      Files.delete(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
