package haneul.tools.guard.action;

import haneul.tools.console.UserError;
import haneul.tools.guard.address.Network;
import java.util.List;

/**
 * The guard's lines in an .htaccess, between two markers. All others stay as they are, to the byte.
 * New lines go to the top: there they need no line end that the file may not have.
 *
 * <p>What is written denies, and never allows. Apache 2.4 takes the requirements of one level as
 * alternatives, and .htaccess in place of those above it: a plain {@code Require all granted} would
 * open what others closed. A section of its own, merged last and with AND, does not.
 */
final class HtaccessBlock {
  static final String BEGIN = "# BEGIN haneul guard";
  static final String END = "# END haneul guard";

  /** For which Apache. */
  enum Syntax {
    /** Directives of each for the one that knows them. */
    BOTH,
    /** {@code Require}: needs AllowOverride AuthConfig. */
    V24,
    /** {@code Deny}: needs AllowOverride Limit, and mod_access_compat in a 2.4. */
    V22
  }

  private HtaccessBlock() {}

  /**
   * The text with the block for these networks, or without any when there are none.
   *
   * @param name of the file, for errors
   */
  static String replaced(String name, String text, List<Network> networks, Syntax syntax) {
    int begin = lineStart(text, BEGIN);
    int end = lineStart(text, END);
    if ((begin < 0) != (end < 0)
        || end < begin
        || (begin >= 0
            && (lineStart(text.substring(begin + 1), BEGIN) >= 0
                || lineStart(text.substring(end + 1), END) >= 0))) {
      throw new UserError(
          name
              + ": the lines '"
              + BEGIN
              + "' and '"
              + END
              + "' must be there once each, in this order, or not at all. Put that right, or delete"
              + " both and all between them.");
    }
    if (begin < 0) {
      return block(networks, syntax) + text;
    }
    int after = text.indexOf('\n', end);
    return text.substring(0, begin)
        + block(networks, syntax)
        + (after < 0 ? "" : text.substring(after + 1));
  }

  /** Where a line begins that begins with the marker. */
  private static int lineStart(String text, String marker) {
    if (text.startsWith(marker)) {
      return 0;
    }
    int at = text.indexOf("\n" + marker);
    return at < 0 ? -1 : at + 1;
  }

  private static String block(List<Network> networks, Syntax syntax) {
    if (networks.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(BEGIN);
    text.append(": written by `haneul guard`, which replaces all lines up to the end\n");
    switch (syntax) {
      case BOTH -> {
        text.append("<IfModule mod_authz_core.c>\n");
        require(text, networks);
        text.append("</IfModule>\n<IfModule !mod_authz_core.c>\n");
        deny(text, networks);
        text.append("</IfModule>\n");
      }
      case V24 -> require(text, networks);
      case V22 -> deny(text, networks);
    }
    return text.append(END).append('\n').toString();
  }

  private static void require(StringBuilder text, List<Network> networks) {
    text.append("<If \"true\">\nAuthMerging And\n<RequireAll>\nRequire all granted\n");
    networks.forEach(network -> text.append("Require not ip ").append(network).append('\n'));
    text.append("</RequireAll>\n</If>\n");
  }

  private static void deny(StringBuilder text, List<Network> networks) {
    networks.forEach(network -> text.append("Deny from ").append(network).append('\n'));
  }
}
