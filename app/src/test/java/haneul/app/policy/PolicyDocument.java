package haneul.app.policy;

import haneul.app.policy.PolicyFile.Ask;
import haneul.app.policy.PolicyFile.Entry;
import haneul.app.policy.PolicyFile.Whose;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes {@code docs/policy.md} of the files of the matrix. */
final class PolicyDocument {
  private static final String BEGINNING =
      """
      # Who may do what

      A token says who asks, and for what: a **project**, a **domain**, the **system**, or nothing yet. The roles that count are
      those on what it is for. `admin` implies `member`, `member` implies `reader`; other roles mean nothing here, but `service`, which
      lets a program ask whose a token is. A reader of a project reads what is in it, a member changes it, and of another project's things neither
      hears. The users, groups and projects of a domain are seen by its readers and managed by its admins; their tokens open no project, and so no
      server, network or image. A reader of the system sees all of identity. As in Keystone, an admin on any project is one of the whole
      cloud. [identity.md](identity.md) says more of roles, and what keeps a domain's admin from becoming the cloud's.

      This page is rendered from `app/src/test/resources/haneul/app/policy/`, where the bodies that are sent stand too. `PolicyMatrixTest` makes every request
      of every table of routes as every caller and compares. Change a file there, then render this page with

          mvn test -pl app -am -Dtest=PolicyDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dpolicy.write

      | column | who asks |
      |---|---|
      | none | nobody: no token, one that has expired, one that was revoked; each is asked, and all are answered alike |
      | nobody | a user without a role; his token is for nothing yet |
      | guest | with a role on the project that no service knows |
      | service | with the role `service` on the project, and no other |
      | reader, member | with that role on the project |
      | d-reader, d-admin | `reader` and `admin` on the project's domain, with a token for it |
      | s-reader | `reader` on the system |
      | o-admin | `admin` on some other project in another domain |
      | admin | the admin that the cloud was started with |

      | row | what is asked for |
      |---|---|
      | any | what is nobody's in particular |
      | self | the caller himself, or what is his alone |
      | own | what is in the callers' project; in identity, of their domain |
      | shared | another project's, which shares it with the callers' |
      | foreign | what is in another project of another domain |

      | cell | answer |
      |---|---|
      | + | it is done, 2xx, or what follows the arrow; a list has it |
      | - | a list, without it |
      | 401 | who are you? |
      | 403 | not you |
      | 404 | there is no such thing, as far as you may know |
      | 400 | Neutron's refusal to make something for another project |
      | . | not asked: there can be no such thing, or the callers stand on it |
      """;

  private PolicyDocument() {}

  /** Requests that are answered alike, and how. */
  private record Block(List<String> asked, Map<Whose, Map<Who, String>> rows) {}

  static String text() throws IOException {
    StringBuilder text = new StringBuilder(BEGINNING);
    for (PolicyPart part : PolicyPart.values()) {
      PolicyFile file = part.read();
      text.append("\n## ").append(file.title()).append('\n');
      Map<String, Integer> times = new HashMap<>();
      file.entries()
          .forEach(entry -> entry.asks().forEach(ask -> times.merge(ask.key(), 1, Integer::sum)));
      List<Block> blocks = new ArrayList<>();
      for (Entry entry : file.entries()) {
        if (!entry.note().isEmpty()) {
          append(text, blocks);
          text.append('\n').append(entry.note()).append('\n');
        }
        add(blocks, entry, times);
      }
      append(text, blocks);
    }
    return text.toString();
  }

  private static void add(List<Block> blocks, Entry entry, Map<String, Integer> times) {
    Block block =
        blocks.stream()
            .filter(each -> each.rows().equals(entry.rows()))
            .findFirst()
            .orElseGet(() -> {
              blocks.add(new Block(new ArrayList<>(), entry.rows()));
              return blocks.getLast();
            });
    entry.asks().forEach(ask -> block.asked().add(asked(entry, ask, times)));
  }

  /** A table; the blocks begin anew. */
  private static void append(StringBuilder text, List<Block> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    text.append("\n| | | ").append(String.join(" | ", Who.columns())).append(" |\n");
    text.append("|---|---").append("|---".repeat(Who.values().length)).append("|\n");
    for (Block block : blocks) {
      String asked = String.join("<br>", block.asked());
      for (Map.Entry<Whose, Map<Who, String>> row : block.rows().entrySet()) {
        text.append("| ").append(asked).append(" | ").append(row.getKey().text());
        row.getValue().values().forEach(cell -> text.append(" | ").append(cell));
        text.append(" |\n");
        asked = "";
      }
    }
    blocks.clear();
  }

  /** The request; with what is sent, where the file has the same one with something else. */
  private static String asked(Entry entry, Ask ask, Map<String, Integer> times) {
    StringBuilder asked = new StringBuilder(code(ask.text()));
    if (times.getOrDefault(ask.key(), 0) > 1 && ask.query().isEmpty()) {
      if (!entry.send().isEmpty()) {
        asked.append(" with ").append(code(entry.send()));
      }
      entry
          .with()
          .forEach((parameter, kind) -> {
            if (!kind.startsWith(Things.NEW) && ask.template().contains("{" + parameter + "}")) {
              asked.append(", ").append(parameter).append(": ").append(kind.replace('_', ' '));
            }
          });
    }
    entry.gives().ifPresent(status -> asked.append(" → ").append(status));
    return asked.toString();
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
