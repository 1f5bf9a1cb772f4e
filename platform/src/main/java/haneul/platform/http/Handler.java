package haneul.platform.http;

/** Answers one kind of request. */
public interface Handler {
  Response handle(Request request) throws Exception;
}
