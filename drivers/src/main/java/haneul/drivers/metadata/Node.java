package haneul.drivers.metadata;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A place below the metadata service's root: a document, or a directory that lists its entries. */
sealed interface Node {
  /** A document. */
  record Leaf(Document document) implements Node {}

  /**
   * A directory.
   *
   * @param entries in the order they are listed
   * @param unlisted entries that are there but not listed
   * @param listed its name in the parent's listing, e.g. EC2's {@code 0=my-key}; empty means the
   *     entry's own, followed by the parent's {@code slash}
   * @param slash what follows directories' names in this listing: EC2 has a slash, OpenStack
   *     nothing
   */
  record Directory(
      Map<String, Node> entries, Map<String, Node> unlisted, Optional<String> listed, String slash)
      implements Node {
    static Directory ec2() {
      return new Directory(new TreeMap<>(), new TreeMap<>(), Optional.empty(), "/");
    }

    static Directory ec2ListedAs(String name) {
      return new Directory(new TreeMap<>(), new TreeMap<>(), Optional.of(name), "");
    }

    static Directory openStack() {
      return new Directory(new LinkedHashMap<>(), new TreeMap<>(), Optional.empty(), "");
    }

    Directory with(String name, Node node) {
      entries.put(name, node);
      return this;
    }

    Directory with(String name, Document document) {
      return with(name, new Leaf(document));
    }

    Directory withUnlisted(String name, Node node) {
      unlisted.put(name, node);
      return this;
    }

    @Nullable Node entry(String name) {
      Node node = entries.get(name);
      return node == null ? unlisted.get(name) : node;
    }

    /** One entry a line, without a line end after the last, as nova prints it. */
    Document listing() {
      StringJoiner lines = new StringJoiner("\n");
      entries.forEach((name, node) ->
          lines.add(
              switch (node) {
                case Leaf _ -> name;
                case Directory directory -> directory.listed().orElse(name + slash);
              }));
      return Document.text(lines.toString());
    }
  }

  /**
   * What is at {@code path}; a directory answers with its listing, with a slash at its end or not.
   */
  static Optional<Document> find(Node root, String path) {
    Deque<String> parts = new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
    Node at = root;
    while (!parts.isEmpty()) {
      String part = parts.removeFirst();
      if (part.isEmpty()) {
        continue;
      }
      Node next = at instanceof Directory directory ? directory.entry(part) : null;
      if (next == null) {
        return Optional.empty();
      }
      at = next;
    }
    return Optional.of(
        switch (at) {
          case Leaf leaf -> leaf.document();
          case Directory directory -> directory.listing();
        });
  }

  /** Every document below {@code node} by its path relative to it. */
  static Map<String, byte[]> files(Node node) {
    Map<String, byte[]> files = new TreeMap<>();
    collect("", node, files);
    return files;
  }

  private static void collect(String path, Node node, Map<String, byte[]> into) {
    switch (node) {
      case Leaf leaf -> into.put(path, leaf.document().body());
      case Directory directory ->
          directory
              .entries()
              .forEach(
                  (name, below) -> collect(path.isEmpty() ? name : path + "/" + name, below, into));
    }
  }
}
