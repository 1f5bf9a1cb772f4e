package haneul.platform.http;

import haneul.base.error.CloudException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path. A tree of segments, so that the time does not grow with the number of
 * routes; a literal segment wins over a parameter; one slash at the end makes no difference.
 */
final class Router {
  private final Node root = new Node();

  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    @Nullable Node parameter;
    final Map<String, Target> methods = new TreeMap<>();
  }

  /** A route and the service it belongs to. */
  record Target(ServiceApi service, ServiceApi.Route route, List<String> parameterNames) {}

  /** What was found for a method and path. */
  sealed interface Match {}

  record Found(Target target, Map<String, String> parameters, String pathInService)
      implements Match {}

  /** The path is there, the method is not. */
  record WrongMethod(ServiceApi service, Set<String> allowed, String pathInService)
      implements Match {}

  /** No such path; the service is the one whose prefix it has. */
  record NoRoute(@Nullable ServiceApi service, String pathInService) implements Match {}

  /** The path cannot be decoded. */
  record Malformed(@Nullable ServiceApi service, CloudException failure, String pathInService)
      implements Match {}

  private final List<ServiceApi> services;

  Router(List<ServiceApi> services) {
    this.services = services;
    for (ServiceApi service : services) {
      for (ServiceApi.Route route : service.routes()) {
        add(service, route);
      }
    }
  }

  private void add(ServiceApi service, ServiceApi.Route route) {
    Node node = root;
    List<String> names = new ArrayList<>();
    for (String segment : segments(service.prefix() + route.template())) {
      if (segment.startsWith("{")) {
        names.add(segment.substring(1, segment.length() - 1));
        if (node.parameter == null) {
          node.parameter = new Node();
        }
        node = node.parameter;
      } else {
        node = node.literals.computeIfAbsent(segment, key -> new Node());
      }
    }
    if (node.methods.put(route.method(), new Target(service, route, names)) != null) {
      throw new IllegalStateException("two routes for " + route.method() + " " + route.template());
    }
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
    segments.removeFirst();
    if (!segments.isEmpty() && segments.getLast().isEmpty()) {
      segments.removeLast();
    }
    return segments;
  }

  Match find(String method, String rawPath) {
    ServiceApi service = serviceOf(rawPath);
    String inService = service == null ? rawPath : rawPath.substring(service.prefix().length());
    List<String> segments = segments(rawPath);
    List<String> values = new ArrayList<>();
    Node node = walk(root, segments, 0, values);
    if (node == null || node.methods.isEmpty()) {
      return new NoRoute(service, inService);
    }
    Target target = node.methods.get(method);
    if (target == null && method.equals("HEAD")) {
      target = node.methods.get("GET");
    }
    if (target == null) {
      Target any = node.methods.values().iterator().next();
      Set<String> allowed = new TreeSet<>(node.methods.keySet());
      if (allowed.contains("GET")) {
        allowed.add("HEAD");
      }
      return new WrongMethod(any.service(), allowed, inService);
    }
    try {
      return new Found(target, decode(target.parameterNames(), values), inService);
    } catch (CloudException e) {
      return new Malformed(service, e, inService);
    }
  }

  private static Map<String, String> decode(List<String> names, List<String> values) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      parameters.put(names.get(i), Query.decode(values.get(i).replace("+", "%2B")));
    }
    return parameters;
  }

  /**
   * Depth first, literals before parameters; {@code values} collects what the parameters matched.
   */
  private static @Nullable Node walk(
      Node node, List<String> segments, int at, List<String> values) {
    if (at == segments.size()) {
      return node.methods.isEmpty() ? null : node;
    }
    Node literal = node.literals.get(segments.get(at));
    if (literal != null) {
      Node found = walk(literal, segments, at + 1, values);
      if (found != null) {
        return found;
      }
    }
    if (node.parameter == null || segments.get(at).isEmpty()) {
      return null;
    }
    values.add(segments.get(at));
    Node found = walk(node.parameter, segments, at + 1, values);
    if (found == null) {
      values.removeLast();
    }
    return found;
  }

  private @Nullable ServiceApi serviceOf(String path) {
    for (ServiceApi service : services) {
      String prefix = service.prefix();
      if (path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
        return service;
      }
    }
    return null;
  }
}
