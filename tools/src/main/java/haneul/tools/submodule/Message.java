package haneul.tools.submodule;

import haneul.tools.console.Program;
import haneul.tools.console.UserError;
import haneul.tools.submodule.CommitPlan.Commit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The message of all commits of a run, in a file as git takes it; whatever it holds. */
final class Message implements AutoCloseable {
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final boolean ours;

  private Message(Path file, boolean ours) {
    this.file = file;
    this.ours = ours;
  }

  Path file() {
    return file;
  }

  /** Paragraphs, as several {@code -m} are to git. */
  static Message of(List<String> paragraphs) {
    return keep(String.join("\n\n", paragraphs).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws UserError when it cannot be read, is empty, or larger than 1 MiB
   */
  static Message from(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return keep(in.readNBytes(MAX_BYTES + 1));
    } catch (IOException e) {
      throw new UserError("the message cannot be read from " + file + ": " + e.getMessage());
    }
  }

  static Message from(InputStream in) {
    try {
      return keep(in.readNBytes(MAX_BYTES + 1));
    } catch (IOException e) {
      throw new UserError("the message cannot be read: " + e.getMessage());
    }
  }

  private static Message keep(byte[] bytes) {
    check(bytes);
    try {
      return new Message(Files.write(Files.createTempFile("haneul-message-", ""), bytes), true);
    } catch (IOException e) {
      throw new UserError("the message cannot be kept: " + e.getMessage());
    }
  }

  private static void check(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new UserError("the message is larger than 1 MiB; nothing was committed.");
    }
    if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
      throw new UserError("the message is empty; nothing was committed.");
    }
  }

  /**
   * Written in the user's editor, where git would have it written too. It stays there, for another
   * try with {@code -F}.
   */
  static Message written(Repository top, CommitPlan plan) {
    Git git = top.git();
    Path file = Path.of(git.answer("rev-parse", "--absolute-git-dir")).resolve("COMMIT_EDITMSG");
    String template = template(git);
    String comment =
        git.maybe("config", "core.commentChar").filter(it -> it.length() == 1).orElse("#");
    try {
      Files.writeString(file, template + "\n" + explained(plan, comment));
      edit(git, top.directory(), file);
      byte[] stripped = stripped(top.directory(), Files.readAllBytes(file));
      check(stripped);
      if (!template.isBlank()
          && new String(stripped, StandardCharsets.UTF_8).strip().equals(template.strip())) {
        throw new UserError("the message is the template as it was; nothing was committed.");
      }
      return new Message(Files.write(file, stripped), false);
    } catch (IOException e) {
      throw new UserError("the message cannot be written: " + e.getMessage());
    }
  }

  private static String template(Git git) {
    Optional<String> file = git.maybe("config", "--type=path", "commit.template");
    try {
      return file.isPresent() ? Files.readString(Path.of(file.get())) : "";
    } catch (IOException e) {
      throw new UserError("commit.template cannot be read: " + e.getMessage());
    }
  }

  private static String explained(CommitPlan plan, String comment) {
    StringBuilder text = new StringBuilder();
    text.append(
        comment
            + " The message of all commits below. Lines that begin with "
            + comment
            + " are left out;\n");
    text.append(comment + " an empty message commits nothing.\n" + comment + "\n");
    for (Commit commit : plan.commits()) {
      text.append(comment + " " + CommitCommand.described(commit) + "\n");
    }
    return text.toString();
  }

  /** As git does it: the editor is a shell's command, and has the terminal. */
  private static void edit(Git git, Path directory, Path file) throws IOException {
    String editor = git.answer("var", "GIT_EDITOR");
    Process process =
        new ProcessBuilder("sh", "-c", editor + " \"$@\"", editor, file.toString())
            .directory(directory.toFile())
            .inheritIO()
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new UserError("the editor, " + editor + ", failed; nothing was committed.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted");
    } finally {
      process.destroy();
    }
  }

  private static byte[] stripped(Path directory, byte[] written) throws IOException {
    Program.Result result =
        new Program("git", "stripspace", "--strip-comments").in(directory).reading(written).run();
    if (!result.ok()) {
      throw new UserError("git stripspace: " + result.complaint());
    }
    return result.bytes();
  }

  @Override
  public void close() {
    try {
      if (ours) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UserError("cannot remove " + file + ": " + e.getMessage());
    }
  }
}
