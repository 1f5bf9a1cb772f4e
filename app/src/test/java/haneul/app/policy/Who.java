package haneul.app.policy;

import java.util.Arrays;
import java.util.List;

/** The callers of the matrix: its columns, in the order of the file. */
enum Who {
  NONE("none"),
  NOBODY("nobody"),
  GUEST("guest"),
  SERVICE("service"),
  READER("reader"),
  MEMBER("member"),
  DOMAIN_READER("d-reader"),
  DOMAIN_ADMIN("d-admin"),
  SYSTEM_READER("s-reader"),
  OTHER_ADMIN("o-admin"),
  ADMIN("admin");

  final String column;

  Who(String column) {
    this.column = column;
  }

  static List<String> columns() {
    return Arrays.stream(values()).map(who -> who.column).toList();
  }
}
