package haneul.base.error;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a user can be told about. {@link #code()} is the name OpenStack gives it
 * ("NetworkInUse", "FlavorNotFound"), the message is a whole sentence and holds no secret. How it
 * becomes a status and a body is decided by the service's error format, not here.
 */
public final class CloudException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;
  private final String code;
  private final transient @Nullable BadField badField;
  private final transient Map<String, String> headers;

  /** The field that is wrong: its path in the request, the value as text, and why. */
  public record BadField(String field, String value, String reason) {}

  private CloudException(
      ErrorKind kind,
      String code,
      String message,
      @Nullable BadField badField,
      Map<String, String> headers,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
    this.badField = badField;
    this.headers = headers;
  }

  /** A failure of the given kind; {@code code} is OpenStack's name for it. */
  public static CloudException of(ErrorKind kind, String code, String message) {
    return new CloudException(kind, code, message, null, Map.of(), null);
  }

  /** A failure of the given kind whose cause belongs in the log. */
  public static CloudException of(ErrorKind kind, String code, String message, Throwable cause) {
    return new CloudException(kind, code, message, null, Map.of(), cause);
  }

  /** 400 naming the field. Each service words it its own way from the three parts. */
  public static CloudException badField(String field, Object value, String reason) {
    String text = SecretFields.isSecret(field) ? SecretFields.HIDDEN : String.valueOf(value);
    String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return new CloudException(
        ErrorKind.BAD_REQUEST,
        "InvalidInput",
        "Invalid input for field '" + field + "': " + reason,
        new BadField(field, shown, reason),
        Map.of(),
        null);
  }

  public static CloudException badRequest(String message) {
    return of(ErrorKind.BAD_REQUEST, "BadRequest", message);
  }

  public static CloudException unauthorized(String message) {
    return of(ErrorKind.UNAUTHORIZED, "Unauthorized", message);
  }

  public static CloudException forbidden(String message) {
    return of(ErrorKind.FORBIDDEN, "Forbidden", message);
  }

  public static CloudException conflict(String code, String message) {
    return of(ErrorKind.CONFLICT, code, message);
  }

  /** "Could not find …" in the service's own words; code is e.g. {@code ServerNotFound}. */
  public static CloudException notFound(String code, String message) {
    return of(ErrorKind.NOT_FOUND, code, message);
  }

  /** The same failure with a response header added, e.g. {@code Retry-After}. */
  public CloudException withHeader(String name, String value) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(name, value);
    return new CloudException(kind, code, message(), badField, Map.copyOf(more), getCause());
  }

  public ErrorKind kind() {
    return kind;
  }

  public String code() {
    return code;
  }

  /** The sentence for the user. Never null, unlike {@link #getMessage()}. */
  public String message() {
    String message = getMessage();
    return message == null ? kind.name().toLowerCase(Locale.ROOT) : message;
  }

  /** The wrong field, when one is to blame. */
  public @Nullable BadField badField() {
    return badField;
  }

  /** Response headers that belong to this failure. */
  public Map<String, String> headers() {
    return headers;
  }
}
