package haneul.services.image.http;

import haneul.base.error.CloudException;
import haneul.platform.http.ErrorFormat;
import haneul.platform.http.Request;
import haneul.platform.http.Response;

/** Glance's errors: a small page of HTML, whatever the client accepts. */
final class ImageErrors {
  static final String HTML = "text/html; charset=UTF-8";

  private static final String UNAUTHORIZED =
      "This server could not verify that you are authorized to access the document you requested."
          + " Either you supplied the wrong credentials (e.g., bad password), or your browser does"
          + " not understand how to supply the credentials required.";

  private ImageErrors() {}

  static Response render(CloudException failure, Request request) {
    int status =
        switch (failure.code()) {
          case "ImageGone" -> 410;
          case "RangeNotSatisfiable" -> 416;
          default -> ErrorFormat.status(failure);
        };
    String heading = status + " " + title(status);
    String text = status == 401 ? UNAUTHORIZED : escaped(failure.message());
    String page =
        "<html>\n <head>\n  <title>"
            + heading
            + "</title>\n </head>\n <body>\n  <h1>"
            + heading
            + "</h1>\n  "
            + text
            + "<br /><br />\n\n\n\n </body>\n</html>";
    return Response.text(status, page, HTML);
  }

  private static String title(int status) {
    return switch (status) {
      case 410 -> "Gone";
      case 416 -> "Requested Range Not Satisfiable";
      default -> ErrorFormat.title(status);
    };
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#x27;");
            default -> safe.appendCodePoint(c);
          }
        });
    return safe.toString();
  }
}
