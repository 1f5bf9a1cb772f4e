package haneul.platform.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.auth.Caller;
import haneul.platform.auth.TokenValidator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has a request answered by its service: token, roles, handler, and every failure worded. */
final class Dispatcher {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

  private final TokenValidator tokens;

  Dispatcher(TokenValidator tokens) {
    this.tokens = tokens;
  }

  /** Always an answer, whatever the service throws. */
  Response answer(
      Request anonymous,
      ServiceApi service,
      Router.Match match,
      Optional<CloudException> malformedQuery) {
    Response response;
    try {
      response = service.finish(anonymous, respond(anonymous, service, match, malformedQuery));
    } catch (RuntimeException e) {
      response = rendered(internal(e), anonymous, service);
    }
    return response.with("X-Openstack-Request-Id", anonymous.requestId());
  }

  private Response respond(
      Request anonymous,
      ServiceApi service,
      Router.Match match,
      Optional<CloudException> malformedQuery) {
    try {
      if (malformedQuery.isPresent()) {
        throw malformedQuery.get();
      }
      return switch (match) {
        case Router.Malformed malformed -> throw malformed.failure();
        case Router.NoRoute none ->
            throw CloudException.notFound("NotFound", "The resource could not be found.");
        case Router.WrongMethod wrong ->
            throw CloudException.of(
                    ErrorKind.METHOD_NOT_ALLOWED,
                    "MethodNotAllowed",
                    "The method " + anonymous.method() + " is not allowed for this resource.")
                .withHeader("Allow", String.join(", ", wrong.allowed()));
        case Router.Found found -> {
          ServiceApi.Route route = found.target().route();
          Request request = anonymous.as(authorize(anonymous, service, route.access()));
          yield service.around().handle(request, route.handler());
        }
      };
    } catch (CloudException e) {
      return rendered(e, anonymous, service);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return rendered(
          CloudException.of(ErrorKind.UNAVAILABLE, "Stopping", "The cloud is shutting down.", e),
          anonymous,
          service);
    } catch (Exception | StackOverflowError e) {
      return rendered(internal(e), anonymous, service);
    }
  }

  private static CloudException internal(Throwable e) {
    return CloudException.of(
        ErrorKind.INTERNAL,
        "InternalError",
        "An unexpected error prevented the server from fulfilling your request.",
        e);
  }

  private static Response rendered(CloudException failure, Request request, ServiceApi service) {
    Response response = service.errors().render(failure, request);
    for (Map.Entry<String, String> header : failure.headers().entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    if (response.status() == 401) {
      String root = request.baseUrl();
      root = root.substring(0, root.length() - service.prefix().length());
      response = response.with("WWW-Authenticate", "Keystone uri=\"" + root + "/identity/v3\"");
    }
    log(failure, request, service, response.status());
    return response;
  }

  /**
   * One line a failed request; a defect of ours with its cause, without it a user's mistake and
   * what only ends because the program does.
   */
  private static void log(CloudException failure, Request request, ServiceApi service, int status) {
    String line =
        service.name()
            + " "
            + request.method()
            + " "
            + request.path()
            + " failed "
            + status
            + " "
            + failure.code()
            + ": "
            + failure.message();
    if (status >= 500 && !(failure.getCause() instanceof InterruptedException)) {
      LOG.log(System.Logger.Level.ERROR, line, failure);
    } else {
      LOG.log(System.Logger.Level.INFO, line);
    }
  }

  private Optional<Caller> caller(Request request, ServiceApi service) {
    return request
        .header("X-Auth-Token")
        .filter(token -> !token.isEmpty())
        .flatMap(tokens::validate)
        .filter(caller -> caller.mayAsk(service.name(), request.method(), request.path()));
  }

  private @Nullable Caller authorize(Request request, ServiceApi service, Access access) {
    Optional<Caller> known = caller(request, service);
    if (access == Access.ANYONE) {
      return known.orElse(null);
    }
    Caller caller =
        known.orElseThrow(() ->
            CloudException.unauthorized("The request you have made requires authentication."));
    boolean allowed =
        switch (access) {
          case ANYONE, AUTHENTICATED -> true;
          case READER -> caller.isReader() && hasProjectOrAll(caller);
          case MEMBER -> caller.isMember() && hasProjectOrAll(caller);
          case ADMIN -> caller.isAdmin();
        };
    if (!allowed) {
      throw CloudException.forbidden(
          "You are not authorized to perform the requested action: it needs the role "
              + access.name().toLowerCase(Locale.ROOT)
              + (access == Access.ADMIN ? "." : " on a project."));
    }
    return caller;
  }

  /** Who has a role on a domain or on the system has none in their projects. */
  private static boolean hasProjectOrAll(Caller caller) {
    return caller.isAdmin() || caller.project().isPresent();
  }
}
