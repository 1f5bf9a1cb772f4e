package haneul.services.image.http;

import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.image.domain.ImageLimits;
import haneul.services.image.ops.CreateImage;
import haneul.services.image.ops.DeleteImage;
import haneul.services.image.ops.DownloadImage;
import haneul.services.image.ops.Members;
import haneul.services.image.ops.ReadImages;
import haneul.services.image.ops.UpdateImage;
import haneul.services.image.ops.UploadImage;
import tools.jackson.databind.node.ObjectNode;

/** The routes of the Image API, version 2. */
public final class ImageApi {
  private ImageApi() {}

  /** What the handlers call. */
  public record Operations(
      CreateImage create,
      ReadImages read,
      UpdateImage update,
      DeleteImage delete,
      UploadImage upload,
      DownloadImage download,
      Members members) {}

  /** The API under {@code /image}. */
  public static ServiceApi of(Operations ops, ImageLimits limits) {
    ServiceApi api = new ServiceApi("image", "/image", ImageErrors::render);
    ImageHandlers images =
        new ImageHandlers(ops.create(), ops.read(), ops.update(), ops.delete(), limits);
    FileHandlers files = new FileHandlers(ops.upload(), ops.download());
    MemberHandlers members = new MemberHandlers(ops.members());
    String image = "/v2/images/{image_id}";
    String member = image + "/members/{member_id}";
    return api.get("/", Access.ANYONE, request -> ImageVersions.list(request, 300))
        .get("/versions", Access.ANYONE, request -> ImageVersions.list(request, 200))
        .get("/v2/images", Access.READER, images::list)
        .post("/v2/images", Access.MEMBER, images::create)
        .get(image, Access.READER, images::show)
        .patch(image, Access.MEMBER, images::patch)
        .delete(image, Access.MEMBER, images::delete)
        .get(image + "/file", Access.READER, files::get)
        .put(image + "/file", Access.MEMBER, files::put)
        .put(image + "/tags/{tag}", Access.MEMBER, images::addTag)
        .delete(image + "/tags/{tag}", Access.MEMBER, images::removeTag)
        .post(image + "/actions/deactivate", Access.MEMBER, images::deactivate)
        .post(image + "/actions/reactivate", Access.MEMBER, images::reactivate)
        .get(image + "/members", Access.READER, members::list)
        .post(image + "/members", Access.MEMBER, members::add)
        .get(member, Access.READER, members::show)
        .put(member, Access.MEMBER, members::setStatus)
        .delete(member, Access.MEMBER, members::remove)
        .get(
            "/v2/schemas/image", Access.AUTHENTICATED, request -> Response.ok(ImageSchemas.image()))
        .get(
            "/v2/schemas/images",
            Access.AUTHENTICATED,
            request -> Response.ok(ImageSchemas.images()))
        .get(
            "/v2/schemas/member",
            Access.AUTHENTICATED,
            request -> Response.ok(ImageSchemas.member()))
        .get(
            "/v2/schemas/members",
            Access.AUTHENTICATED,
            request -> Response.ok(ImageSchemas.members()))
        .get("/v2/info/import", Access.AUTHENTICATED, ImageApi::importMethods)
        .get("/v2/info/stores", Access.AUTHENTICATED, ImageApi::stores);
  }

  /** There are none: content comes by PUT. */
  private static Response importMethods(Request request) {
    ObjectNode body = Json.object();
    ObjectNode methods = body.putObject("import-methods");
    methods.put("description", "Import methods available.").put("type", "array");
    methods.putArray("value");
    return Response.ok(body);
  }

  private static Response stores(Request request) {
    ObjectNode body = Json.object();
    body.putArray("stores")
        .addObject()
        .put("id", ImageJson.STORE)
        .put("description", "Files of the images directory")
        .put("default", "true");
    return Response.ok(body);
  }
}
