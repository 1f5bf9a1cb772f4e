package haneul.tools.guard.action;

import haneul.tools.guard.address.Network;
import haneul.tools.guard.engine.Ban;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Has Apache refuse the banned with 403, by a block in an .htaccess. */
public final class Htaccess implements Action {
  /** Apache reads the file at every request: the latest bans are the ones that matter. */
  static final int MOST_BANS = 2_000;

  private final Path file;
  private final HtaccessBlock.Syntax syntax;

  public Htaccess(Path file, String syntax) {
    this.file = file;
    this.syntax =
        switch (syntax) {
          case "2.4" -> HtaccessBlock.Syntax.V24;
          case "2.2" -> HtaccessBlock.Syntax.V22;
          default -> HtaccessBlock.Syntax.BOTH;
        };
  }

  @Override
  public void apply(List<Ban> bans, Instant now) throws IOException {
    FileSwap.change(file, before -> bytes(changed(text(before), bans)));
  }

  @Override
  public String preview(List<Ban> bans, Instant now) throws IOException {
    String before = text(FileSwap.read(file).orElse(new byte[0]));
    return Diff.unified(file.toString(), before, changed(before, bans));
  }

  private String changed(String before, List<Ban> bans) {
    List<Network> networks =
        bans.stream()
            .sorted(Comparator.comparing(Ban::start).reversed())
            .limit(MOST_BANS)
            .map(Ban::network)
            .sorted(Comparator.comparing(Network::first))
            .toList();
    return HtaccessBlock.replaced(file.toString(), before, networks, syntax);
  }

  /** A character a byte, whatever the bytes are: what is not ours comes back as it was. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
