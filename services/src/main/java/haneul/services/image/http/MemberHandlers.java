package haneul.services.image.http;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.http.Fields;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.image.domain.ImageMember;
import haneul.services.image.ops.Members;
import java.util.regex.Pattern;

/** Projects that an image is shared with. */
final class MemberHandlers {
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9_-]{1,255}");

  private final Members members;

  MemberHandlers(Members members) {
    this.members = members;
  }

  Response list(Request request) {
    return Response.ok(
        ImageJson.members(members.list(request.caller(), request.param("image_id"))));
  }

  Response show(Request request) {
    return Response.ok(
        ImageJson.member(
            members.one(request.caller(), request.param("image_id"), request.param("member_id"))));
  }

  Response add(Request request) {
    Fields fields = request.json();
    String project =
        fields
            .matching("member", PROJECT, "a project's id")
            .orElseThrow(
                () -> CloudException.badField("member", "", "'member' is a required property"));
    fields.rejectOthers();
    return Response.ok(
        ImageJson.member(
            members.add(request.caller(), request.param("image_id"), new ProjectId(project))));
  }

  Response setStatus(Request request) {
    Fields fields = request.json();
    String status =
        fields
            .oneOf("status", ImageMember.STATUSES)
            .orElseThrow(
                () -> CloudException.badField("status", "", "'status' is a required property"));
    fields.rejectOthers();
    return Response.ok(
        ImageJson.member(
            members.setStatus(
                request.caller(), request.param("image_id"), request.param("member_id"), status)));
  }

  Response remove(Request request) {
    members.remove(request.caller(), request.param("image_id"), request.param("member_id"));
    return ImageHandlers.noContent();
  }
}
