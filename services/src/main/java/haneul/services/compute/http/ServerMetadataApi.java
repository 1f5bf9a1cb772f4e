package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.ops.ServerChanges;
import haneul.services.compute.ops.ServerReads;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code /servers/{id}/metadata}. */
final class ServerMetadataApi {
  private static final String PATH = "/v2.1/servers/{id}/metadata";

  private final ServerReads reads;
  private final ServerChanges changes;

  ServerMetadataApi(ServerReads reads, ServerChanges changes) {
    this.reads = reads;
    this.changes = changes;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.READER, this::all)
        .post(PATH, Access.MEMBER, this::merge)
        .put(PATH, Access.MEMBER, this::replace)
        .get(PATH + "/{key}", Access.READER, this::one)
        .put(PATH + "/{key}", Access.MEMBER, this::put)
        .delete(PATH + "/{key}", Access.MEMBER, this::remove);
  }

  private Response all(Request request) {
    return shown(reads.find(request.caller(), request.param("id")).metadata());
  }

  private static Response shown(Map<String, String> metadata) {
    ObjectNode body = Json.object();
    ObjectNode node = body.putObject("metadata");
    metadata.forEach(node::put);
    return Response.ok(body);
  }

  private static Map<String, String> read(Request request) {
    Fields root = request.json();
    root.requiredObject("metadata");
    Map<String, String> metadata = Inputs.metadata(root, "metadata");
    root.rejectOthers();
    return metadata;
  }

  private Response merge(Request request) {
    Map<String, String> more = read(request);
    return shown(
        changes.metadata(
            request.caller(),
            request.param("id"),
            metadata -> {
              metadata.putAll(more);
              return metadata;
            }));
  }

  private Response replace(Request request) {
    Map<String, String> wanted = read(request);
    return shown(changes.metadata(request.caller(), request.param("id"), metadata -> wanted));
  }

  private Response one(Request request) {
    String key = request.param("key");
    String value = reads.find(request.caller(), request.param("id")).metadata().get(key);
    if (value == null) {
      throw notFound();
    }
    return meta(key, value);
  }

  private static CloudException notFound() {
    return CloudException.notFound("MetadataNotFound", "Metadata item was not found");
  }

  private static Response meta(String key, String value) {
    ObjectNode body = Json.object();
    body.putObject("meta").put(key, value);
    return Response.ok(body);
  }

  private Response put(Request request) {
    String key = Inputs.checkedKey("key", request.param("key"));
    Fields root = request.json();
    Fields meta = root.requiredObject("meta");
    root.rejectOthers();
    if (!meta.has(key)) {
      throw CloudException.badRequest("Request body and URI mismatch");
    }
    String value = meta.requiredString(key, 0, 255);
    meta.rejectOthers();
    changes.metadata(
        request.caller(),
        request.param("id"),
        metadata -> {
          metadata.put(key, value);
          return metadata;
        });
    return meta(key, value);
  }

  private Response remove(Request request) {
    String key = request.param("key");
    changes.metadata(
        request.caller(),
        request.param("id"),
        metadata -> {
          if (metadata.remove(key) == null) {
            throw notFound();
          }
          return metadata;
        });
    return Response.empty(204);
  }
}
