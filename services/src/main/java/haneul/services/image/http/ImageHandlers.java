package haneul.services.image.http;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Query;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.image.domain.AttributeEdit;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageLimits;
import haneul.services.image.domain.ImageQuery;
import haneul.services.image.ops.CreateImage;
import haneul.services.image.ops.DeleteImage;
import haneul.services.image.ops.ReadImages;
import haneul.services.image.ops.UpdateImage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Images: create, list, show, change, delete; tags; taking out of use. */
final class ImageHandlers {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final int MAX_TAG = 255;

  private final CreateImage create;
  private final ReadImages read;
  private final UpdateImage update;
  private final DeleteImage delete;
  private final ImageLimits limits;

  ImageHandlers(
      CreateImage create,
      ReadImages read,
      UpdateImage update,
      DeleteImage delete,
      ImageLimits limits) {
    this.create = create;
    this.read = read;
    this.update = update;
    this.delete = delete;
    this.limits = limits;
  }

  Response list(Request request) {
    ImageQuery query = ListParameters.parse(request.query());
    List<Image> images = read.page(request.caller(), query);
    ObjectNode body = Json.object();
    var list = body.putArray("images");
    images.forEach(image -> list.add(ImageJson.image(image)));
    String first = encoded(request.query());
    body.put("first", first.isEmpty() ? "/v2/images" : "/v2/images?" + first);
    body.put("schema", "/v2/schemas/images");
    if (!images.isEmpty() && images.size() == query.limit()) {
      String marker = "marker=" + images.getLast().id();
      body.put("next", "/v2/images?" + (first.isEmpty() ? marker : first + "&" + marker));
    }
    return Response.ok(body);
  }

  /** The query again, without the marker. */
  private static String encoded(Query query) {
    List<String> parts = new ArrayList<>();
    for (String name : query.names()) {
      if (!name.equals("marker")) {
        query.all(name).forEach(value -> parts.add(encoded(name) + "=" + encoded(value)));
      }
    }
    return String.join("&", parts);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  Response create(Request request) {
    Caller caller = request.caller();
    Fields fields = request.json();
    ObjectNode body = fields.raw();
    AttributeEdit edit = AttributeEdit.ofNew(caller, owner(caller, body), limits);
    for (String field : body.propertyNames()) {
      if (!field.equals("id")) {
        edit.set(field, body.get(field));
      }
    }
    Image image = create.run(caller, id(body), edit.result());
    return Response.json(201, ImageJson.image(image))
        .with("Location", request.baseUrl() + "/v2/images/" + image.id())
        .with("OpenStack-image-store-ids", ImageJson.STORE);
  }

  /** The caller's project; an administrator without one names an owner. */
  private static ProjectId owner(Caller caller, ObjectNode body) {
    JsonNode owner = body.get("owner");
    if (owner != null && owner.isNull()) {
      body.remove("owner");
    }
    if (caller.project().isPresent()) {
      return caller.project().get();
    }
    if (caller.isAdmin() && owner != null && owner.isString()) {
      // A placeholder: setting the field checks it.
      return new ProjectId("none");
    }
    throw CloudException.badField("owner", "", "a token without a project must name an owner");
  }

  private static ImageId id(ObjectNode body) {
    JsonNode id = body.get("id");
    if (id == null) {
      return new ImageId(Id.newUuid());
    }
    if (!id.isString() || !UUID.matcher(id.stringValue()).matches()) {
      throw CloudException.badField("id", id, id + " does not match " + UUID.pattern());
    }
    return new ImageId(id.stringValue());
  }

  Response show(Request request) {
    return Response.ok(ImageJson.image(read.one(request.caller(), request.param("image_id"))));
  }

  Response patch(Request request) {
    Image image =
        update.attributes(request.caller(), request.param("image_id"), PatchBody.parse(request));
    return Response.ok(ImageJson.image(image));
  }

  Response delete(Request request) {
    delete.run(request.caller(), request.param("image_id"));
    return noContent();
  }

  Response addTag(Request request) {
    String tag = request.param("tag");
    if (tag.isEmpty() || tag.length() > MAX_TAG || tag.chars().anyMatch(c -> c < 0x20)) {
      throw CloudException.badField(
          "tag", tag, "a tag has 1 to " + MAX_TAG + " characters, none of them control ones");
    }
    update.addTag(request.caller(), request.param("image_id"), tag);
    return noContent();
  }

  Response removeTag(Request request) {
    String tag = request.param("tag");
    if (!update.removeTag(request.caller(), request.param("image_id"), tag)) {
      throw CloudException.notFound("TagNotFound", "The image has no tag " + tag);
    }
    return noContent();
  }

  Response deactivate(Request request) {
    update.activate(request.caller(), request.param("image_id"), false);
    return noContent();
  }

  Response reactivate(Request request) {
    update.activate(request.caller(), request.param("image_id"), true);
    return noContent();
  }

  static Response noContent() {
    return Response.empty(204).with("Content-Type", ImageErrors.HTML);
  }
}
