package haneul.platform.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.auth.Caller;
import haneul.platform.auth.TokenValidator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has a request answered by its service: token, roles, handler, and every failure worded. */
final class Dispatcher {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

  private final TokenValidator tokens;
  private final Memory memory;

  Dispatcher(TokenValidator tokens, Memory memory) {
    this.tokens = tokens;
    this.memory = memory;
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
          Caller caller = authorize(anonymous, service, route.access());
          if (caller != null) {
            anonymous.hold().by(Memory.who(caller));
          }
          yield memory.answer(
              route,
              anonymous.as(caller),
              request -> service.around().handle(request, route.handler()));
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
    } catch (IOException | UncheckedIOException e) {
      return rendered(
          CloudException.of(
              ErrorKind.UNAVAILABLE,
              "StorageUnavailable",
              "A file of the cloud cannot be read or written now; try again later.",
              e),
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
   * One line a failed request: which, and what was wrong, without what the client sent, for that
   * may be secret. A defect of ours comes with its stack, what does not answer with its cause.
   */
  private static void log(CloudException failure, Request request, ServiceApi service, int status) {
    String line =
        service.name()
            + " "
            + request.method()
            + " "
            + Secrets.hiddenInPath(request.path())
            + " failed "
            + status
            + " "
            + failure.code()
            + ": "
            + Secrets.loggable(failure);
    switch (failure.kind()) {
      case INTERNAL -> LOG.log(System.Logger.Level.ERROR, line, failure);
      case UNAVAILABLE -> LOG.log(System.Logger.Level.WARNING, line + cause(failure));
      default -> LOG.log(System.Logger.Level.INFO, line);
    }
  }

  private static String cause(CloudException failure) {
    Throwable cause = failure.getCause();
    return cause == null || cause instanceof InterruptedException ? "" : " (" + cause + ")";
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
