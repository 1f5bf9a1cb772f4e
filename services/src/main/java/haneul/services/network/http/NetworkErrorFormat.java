package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.error.CloudException.BadField;
import haneul.platform.http.ErrorFormat;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;

/** {@code {"NeutronError": {"type", "message", "detail"}}}; a bad token is answered as Keystone. */
final class NetworkErrorFormat implements ErrorFormat {
  @Override
  public Response render(CloudException failure, Request request) {
    int status =
        switch (failure.kind()) {
          case UNAUTHORIZED -> 401;
          case OVER_QUOTA -> 409;
          case BAD_REQUEST,
              FORBIDDEN,
              NOT_FOUND,
              METHOD_NOT_ALLOWED,
              NOT_ACCEPTABLE,
              CONFLICT,
              TOO_LARGE,
              UNSUPPORTED_MEDIA_TYPE,
              TOO_MANY_REQUESTS,
              UNAVAILABLE,
              NOT_IMPLEMENTED,
              INTERNAL ->
              ErrorFormat.status(failure);
        };
    if (status == 401) {
      return ErrorFormat.keystone(failure, request);
    }
    var error = Json.object();
    error.put("type", type(failure, status));
    error.put("message", message(failure, status));
    error.put("detail", "");
    var body = Json.object();
    body.set("NeutronError", error);
    return Response.json(status, body);
  }

  private static String type(CloudException failure, int status) {
    if (failure.badField() != null) {
      return "HTTPBadRequest";
    }
    return switch (failure.code()) {
      case "BadRequest" -> "HTTPBadRequest";
      case "NotFound" -> "HTTPNotFound";
      case "MethodNotAllowed" -> "HTTPMethodNotAllowed";
      case "Forbidden" -> "PolicyNotAuthorized";
      case "InternalError" -> "HTTPInternalServerError";
      case "StoreBusy" -> "HTTPServiceUnavailable";
      default -> status == 413 ? "HTTPRequestEntityTooLarge" : failure.code();
    };
  }

  private static String message(CloudException failure, int status) {
    BadField field = failure.badField();
    if (field != null) {
      String reason = field.reason();
      return "Invalid input for "
          + field.field()
          + ". Reason: "
          + reason
          + (reason.endsWith(".") ? "" : ".");
    }
    return status == 500
        ? "Request Failed: internal server error while processing your request."
        : failure.message();
  }
}
