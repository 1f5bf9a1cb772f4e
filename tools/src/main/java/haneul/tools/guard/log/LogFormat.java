package haneul.tools.guard.log;

/** How a log is written. */
public enum LogFormat {
  /** Each line by its looks; the journal's export format by how the file begins. */
  AUTO,
  /** A web server's common or combined format, with or without the site before it. */
  ACCESS,
  /** A JSON object a line; {@code journalctl -o json} too. */
  JSON,
  /** A time, then what was said: syslog, {@code journalctl -o short}, a program's own log. */
  SYSLOG,
  /** {@code journalctl -o export}. */
  JOURNAL
}
