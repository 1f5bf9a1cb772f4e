package haneul.platform.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One service's API: where it lives, what it answers, how it words its errors. A route's line says
 * method, path, who may use it and what answers.
 */
public final class ServiceApi {
  private final String name;
  private final String prefix;
  private final ErrorFormat errors;
  private final List<Route> routes = new ArrayList<>();
  private Around around = (request, next) -> next.handle(request);
  private Finish finish = (request, response) -> response;

  /**
   * A path template such as {@code /v3/users/{user_id}}, and what answers it.
   *
   * @param actions what a body can name there, if that decides what is done, e.g. {@code os-start}
   */
  public record Route(
      String method, String template, Access access, Handler handler, Set<String> actions) {
    public Route {
      actions = Set.copyOf(actions);
    }
  }

  /** Runs around every handler and around every rendered error of the service. */
  public interface Around {
    Response handle(Request request, Handler next) throws Exception;
  }

  /**
   * @param name as in metrics and logs: {@code compute}
   * @param prefix the path it lives under: {@code /compute}
   */
  public ServiceApi(String name, String prefix, ErrorFormat errors) {
    this.name = name;
    this.prefix = prefix;
    this.errors = errors;
  }

  public ServiceApi route(String method, String template, Access access, Handler handler) {
    routes.add(new Route(method, template, access, handler, Set.of()));
    return this;
  }

  /** Where a body names one of {@code actions}, each of which is something else to do. */
  public ServiceApi actions(String template, Access access, Set<String> actions, Handler handler) {
    routes.add(new Route("POST", template, access, handler, actions));
    return this;
  }

  public ServiceApi get(String template, Access access, Handler handler) {
    return route("GET", template, access, handler);
  }

  public ServiceApi post(String template, Access access, Handler handler) {
    return route("POST", template, access, handler);
  }

  public ServiceApi put(String template, Access access, Handler handler) {
    return route("PUT", template, access, handler);
  }

  public ServiceApi patch(String template, Access access, Handler handler) {
    return route("PATCH", template, access, handler);
  }

  public ServiceApi delete(String template, Access access, Handler handler) {
    return route("DELETE", template, access, handler);
  }

  /**
   * Sets what runs around every handler, e.g. version negotiation. Errors it throws are rendered.
   */
  public ServiceApi around(Around around) {
    this.around = around;
    return this;
  }

  /** Adds headers to every answer, errors too. */
  public interface Finish {
    Response apply(Request request, Response response);
  }

  /** Sets what is done to every answer, errors too. */
  public ServiceApi finish(Finish finish) {
    this.finish = finish;
    return this;
  }

  public String name() {
    return name;
  }

  public String prefix() {
    return prefix;
  }

  ErrorFormat errors() {
    return errors;
  }

  /** What it answers, in the order in which it was said. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  Around around() {
    return around;
  }

  Response finish(Request request, Response response) {
    return finish.apply(request, response);
  }
}
