package haneul.tools.token.keystone;

import haneul.tools.console.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Keystone's MySQL or MariaDB is: {@code jdbc:mariadb://HOST:PORT/keystone}, or as
 * Keystone's own configuration writes it, without the password.
 *
 * @param url for the driver
 */
record DatabaseAddress(String url, String host, String database) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:)?(?:mysql|mariadb)(?:\\+[a-z0-9]+)?://"
              + "(?:(?<user>[^@/?]*)@)?"
              + "(?<host>\\[[0-9A-Fa-f:]+]|[A-Za-z0-9._-]+)(?<port>:[0-9]{1,5})?"
              + "/(?<database>[A-Za-z0-9_$-]+)(?:\\?(?<options>[A-Za-z0-9_.=&/%:-]*))?");

  /** Reads what an operator gave; what is wrong with it is said without repeating it. */
  static DatabaseAddress parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new UserError(
          "--jdbc takes jdbc:mariadb://HOST:PORT/DATABASE, for example"
              + " jdbc:mariadb://127.0.0.1/keystone. The user goes into --user.");
    }
    String options = form.group("options") == null ? "" : form.group("options");
    if (form.group("user") != null || options.matches("(?i)(.*&)?(user|password)=.*")) {
      throw new UserError(
          "the address must hold neither user nor password, since every user of this host can read"
              + " a command line: give --user, and the password by --password-file,"
              + " HANEUL_JDBC_PASSWORD or when asked.");
    }
    String port = form.group("port") == null ? "" : form.group("port");
    return new DatabaseAddress(
        "jdbc:mariadb://"
            + form.group("host")
            + port
            + "/"
            + form.group("database")
            + (options.isEmpty() ? "" : "?" + options),
        form.group("host") + port,
        form.group("database"));
  }
}
