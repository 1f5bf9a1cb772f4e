package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.http.ErrorFormat;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import tools.jackson.databind.node.ObjectNode;

/** Failures as nova words them: {@code {"itemNotFound": {"code": 404, "message": "…"}}}. */
public final class ComputeErrors implements ErrorFormat {
  @Override
  public Response render(CloudException failure, Request request) {
    if (failure.kind() == ErrorKind.UNAUTHORIZED) {
      return ErrorFormat.keystone(failure, request);
    }
    int status = ErrorFormat.status(failure);
    ObjectNode body = Json.object();
    ObjectNode fault = body.putObject(name(status));
    fault.put("code", status);
    fault.put("message", message(failure));
    return Response.json(status, body);
  }

  private static String name(int status) {
    return switch (status) {
      case 400 -> "badRequest";
      case 403 -> "forbidden";
      case 404 -> "itemNotFound";
      case 405 -> "badMethod";
      case 409 -> "conflictingRequest";
      case 413, 429 -> "overLimit";
      case 415 -> "badMediaType";
      case 501 -> "notImplemented";
      case 503 -> "serviceUnavailable";
      default -> "computeFault";
    };
  }

  private static String message(CloudException failure) {
    CloudException.BadField field = failure.badField();
    if (field == null) {
      return failure.message();
    }
    String[] path = field.field().split("/", -1);
    boolean ofParent =
        field.reason().endsWith("is a required property")
            || field.reason().startsWith("Additional properties are not allowed");
    if (ofParent && path.length == 1) {
      return field.reason();
    }
    String name = name(path, ofParent ? path.length - 2 : path.length - 1);
    return "Invalid input for field/attribute %s. Value: %s. %s"
        .formatted(name, bare(field.value()), field.reason());
  }

  /** The last part of the path, and where that is a place in a list, the list's name too. */
  private static String name(String[] path, int at) {
    return at > 0 && path[at].matches("[0-9]+") ? path[at - 1] + "/" + path[at] : path[at];
  }

  /** Text without the quotes that the reason has around it. */
  private static String bare(String value) {
    if (value.length() < 2 || !value.startsWith("'")) {
      return value;
    }
    return value.endsWith("'") ? value.substring(1, value.length() - 1) : value.substring(1);
  }
}
