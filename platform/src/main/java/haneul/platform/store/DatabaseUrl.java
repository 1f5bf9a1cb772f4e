package haneul.platform.store;

import haneul.base.error.CloudException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is, as an operator names it: {@code
 * postgresql://user:password@host:port/database?option=value}. What is not a letter or digit in the
 * user's name and password is percent-encoded. The password is in no text made here; left out of
 * the address, it is looked up in {@code ~/.pgpass} as PostgreSQL's own clients do.
 */
record DatabaseUrl(
    String hosts,
    String database,
    String options,
    Optional<String> user,
    Optional<String> password) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:)?postgres(?:ql)?://"
              + "(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
              + "(?<hosts>[A-Za-z0-9._:,\\[\\]-]+)/(?<database>[A-Za-z0-9._%-]+)(?:\\?(?<options>[^#]*))?");

  /** Reads what an operator gave; what is wrong with it is said without repeating it. */
  static DatabaseUrl parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw CloudException.badRequest(
          "The database's address is not of the form"
              + " postgresql://USER:PASSWORD@HOST:PORT/DATABASE. Characters of the password such as"
              + " @ : / ? # % are written %40 %3A %2F %3F %23 %25.");
    }
    Optional<String> user = decoded(form.group("user"));
    Optional<String> password = decoded(form.group("password"));
    StringBuilder others = new StringBuilder();
    String options = form.group("options");
    for (String option : options == null ? new String[0] : options.split("&")) {
      if (option.startsWith("user=")) {
        user = decoded(option.substring("user=".length()));
      } else if (option.startsWith("password=")) {
        password = decoded(option.substring("password=".length()));
      } else if (!option.isEmpty()) {
        others.append(others.isEmpty() ? "?" : "&").append(option);
      }
    }
    return new DatabaseUrl(
        form.group("hosts"), form.group("database"), others.toString(), user, password);
  }

  private static Optional<String> decoded(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw CloudException.badRequest(
          "In the database's address, a % is not followed by two hexadecimal digits; write %25 for"
              + " a % of the password.");
    }
  }

  /** For the driver; user and password are given to it apart. */
  String jdbc() {
    return "jdbc:postgresql://" + hosts + "/" + database + options;
  }

  /** For messages and logs. */
  @Override
  public String toString() {
    return "postgresql://" + user.map(name -> name + "@").orElse("") + hosts + "/" + database;
  }
}
