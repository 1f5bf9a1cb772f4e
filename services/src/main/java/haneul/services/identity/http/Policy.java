package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Handler;
import haneul.platform.http.Request;
import haneul.platform.http.ServiceApi;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who may do what: Keystone's policies as they are since roles know the scope of a token. An admin
 * of the cloud may everything; a reader of the system may read everything; within a domain, with a
 * token for it, its admin manages and its reader reads; everyone has a say in his own things.
 */
final class Policy {
  private final ServiceApi api;

  /** One way to be allowed. */
  interface Rule {
    boolean allows(Request request);
  }

  static final Rule ANYONE = request -> true;
  static final Rule ADMIN = request -> request.caller().isAdmin();
  static final Rule SYSTEM_READER = request -> request.caller().isSystemReader();

  /** For lists, which then show that domain's things only. */
  static final Rule SOME_DOMAINS_READER =
      request -> request.caller().domain().map(request.caller()::readsDomain).orElse(false);

  /** For what is made; which domain it is in is in the body. */
  static final Rule SOME_DOMAINS_ADMIN =
      request -> request.caller().domain().map(request.caller()::administers).orElse(false);

  /** The user whose id is the path's {@code {user_id}}. */
  static final Rule SELF = request -> is(request, request.param("user_id"));

  /** A service that asks on behalf of its users. */
  static final Rule SERVICE = request -> request.caller().roles().contains("service");

  Policy(ServiceApi api) {
    this.api = api;
  }

  static boolean is(Request request, String userId) {
    return request.caller().user().value().equals(userId);
  }

  /** A reader of the domain that the thing asked for is in. */
  static Rule readerOf(Function<Request, Optional<String>> domain) {
    return request ->
        request.caller().domain().isPresent()
            && domain.apply(request).map(request.caller()::readsDomain).orElse(false);
  }

  /** An admin of the domain that the thing asked for is in. */
  static Rule adminOf(Function<Request, Optional<String>> domain) {
    return request ->
        request.caller().domain().isPresent()
            && domain.apply(request).map(request.caller()::administers).orElse(false);
  }

  /** Lets through whom one of the rules allows; the action is as Keystone names it. */
  static Handler guarded(String action, Handler handler, Rule... anyOf) {
    return request -> {
      require(request, action, anyOf);
      return handler.handle(request);
    };
  }

  static void require(Request request, String action, Rule... anyOf) {
    if (Arrays.stream(anyOf).noneMatch(rule -> rule.allows(request))) {
      throw refused(action);
    }
  }

  static CloudException refused(String action) {
    return CloudException.forbidden(
        "You are not authorized to perform the requested action: identity:" + action + ".");
  }

  void get(String template, String action, Handler handler, Rule... anyOf) {
    api.get(template, Access.AUTHENTICATED, guarded(action, handler, anyOf));
  }

  void post(String template, String action, Handler handler, Rule... anyOf) {
    api.post(template, Access.AUTHENTICATED, guarded(action, handler, anyOf));
  }

  void put(String template, String action, Handler handler, Rule... anyOf) {
    api.put(template, Access.AUTHENTICATED, guarded(action, handler, anyOf));
  }

  void patch(String template, String action, Handler handler, Rule... anyOf) {
    api.patch(template, Access.AUTHENTICATED, guarded(action, handler, anyOf));
  }

  void delete(String template, String action, Handler handler, Rule... anyOf) {
    api.delete(template, Access.AUTHENTICATED, guarded(action, handler, anyOf));
  }

  void head(String template, String action, Handler handler, Rule... anyOf) {
    api.route("HEAD", template, Access.AUTHENTICATED, guarded(action, handler, anyOf));
  }
}
