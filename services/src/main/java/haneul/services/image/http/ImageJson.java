package haneul.services.image.http;

import haneul.platform.http.Json;
import haneul.platform.store.Times;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageMember;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Images and members as the API shows them. */
final class ImageJson {
  /** The one store there is: files in the images directory. */
  static final String STORE = "file";

  private ImageJson() {}

  static ObjectNode image(Image image) {
    ObjectNode node = Json.object();
    Image.Attributes attributes = image.attributes();
    Optional<Image.Content> content = image.content();
    attributes.properties().forEach(node::put);
    node.put("name", attributes.name().orElse(null));
    node.put("disk_format", attributes.diskFormat().orElse(null));
    node.put("container_format", attributes.containerFormat().orElse(null));
    node.put("visibility", attributes.visibility().text());
    node.put("size", content.map(Image.Content::sizeBytes).orElse(null));
    node.put("virtual_size", content.map(Image.Content::virtualSizeBytes).orElse(null));
    node.put("status", image.status().text());
    node.put("checksum", content.map(Image.Content::md5).orElse(null));
    node.put("protected", attributes.isProtected());
    node.put("min_ram", attributes.minRamMebibytes());
    node.put("min_disk", attributes.minDiskGibibytes());
    node.put("owner", attributes.owner().value());
    node.put("os_hidden", attributes.hidden());
    node.put("os_hash_algo", content.isPresent() ? "sha512" : null);
    node.put("os_hash_value", content.map(Image.Content::sha512).orElse(null));
    node.put("id", image.id().value());
    node.put("created_at", Times.seconds(image.createdAt()));
    node.put("updated_at", Times.seconds(image.updatedAt()));
    var tags = node.putArray("tags");
    attributes.tags().forEach(tags::add);
    node.put("self", "/v2/images/" + image.id());
    node.put("file", "/v2/images/" + image.id() + "/file");
    node.put("schema", "/v2/schemas/image");
    if (content.isPresent()) {
      node.put("stores", STORE);
    }
    return node;
  }

  static ObjectNode member(ImageMember member) {
    ObjectNode node = Json.object();
    node.put("created_at", Times.seconds(member.createdAt()));
    node.put("image_id", member.image().value());
    node.put("member_id", member.project().value());
    node.put("schema", "/v2/schemas/member");
    node.put("status", member.status());
    node.put("updated_at", Times.seconds(member.updatedAt()));
    return node;
  }

  static ObjectNode members(List<ImageMember> members) {
    ObjectNode node = Json.object();
    var list = node.putArray("members");
    members.forEach(member -> list.add(member(member)));
    node.put("schema", "/v2/schemas/members");
    return node;
  }
}
