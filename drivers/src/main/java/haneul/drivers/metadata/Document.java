package haneul.drivers.metadata;

import java.nio.charset.StandardCharsets;

/** A document as it is sent: its bytes and their HTTP content type. */
public final class Document {
  private final String contentType;
  private final byte[] body;

  private Document(String contentType, byte[] body) {
    this.contentType = contentType;
    this.body = body;
  }

  static Document text(String text) {
    return new Document("text/plain; charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
  }

  static Document json(byte[] body) {
    return new Document("application/json", body.clone());
  }

  static Document bytes(byte[] body) {
    return new Document("application/octet-stream", body.clone());
  }

  public String contentType() {
    return contentType;
  }

  /** A copy. */
  public byte[] body() {
    return body.clone();
  }
}
