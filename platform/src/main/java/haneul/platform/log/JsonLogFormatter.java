package haneul.platform.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A log record as one line of JSON: time, level, logger, request, client, message, and the stack if
 * any.
 */
public final class JsonLogFormatter extends Formatter {
  private static final JsonMapper WRITER = new JsonMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  @Override
  public String format(LogRecord record) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", TIME.format(record.getInstant()));
    line.put("level", record.getLevel().getName());
    line.put("logger", record.getLoggerName());
    // The handler runs on the thread that logs, so the scope is still the request's.
    RequestContext.requestId().ifPresent(id -> line.put("request_id", id));
    RequestContext.client().ifPresent(client -> line.put("client", client));
    line.put("message", formatMessage(record));
    if (record.getThrown() != null) {
      StringWriter stack = new StringWriter();
      record.getThrown().printStackTrace(new PrintWriter(stack));
      line.put("stack", stack.toString());
    }
    return WRITER.writeValueAsString(line) + "\n";
  }
}
