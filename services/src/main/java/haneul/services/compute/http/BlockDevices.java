package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Fields;
import java.util.List;
import java.util.Optional;

/**
 * The one form of {@code block_device_mapping_v2} this cloud has: the image itself, on the host's
 * disk. Clients send it beside {@code imageRef}.
 */
final class BlockDevices {
  private BlockDevices() {}

  /** The image to boot; {@code imageRef} may be empty. */
  static String imageOf(List<Fields> devices, String imageRef) {
    if (devices.size() > 1) {
      throw invalid("only the image's own disk can be attached to a new server");
    }
    Fields device = devices.getFirst();
    Optional<String> uuid = Inputs.uuid(device, "uuid");
    String source = device.string("source_type", 1, 255).orElse("");
    String destination = device.string("destination_type", 1, 255).orElse("local");
    int boot = device.integer("boot_index", -1, 0).orElse(0);
    device.bool("delete_on_termination");
    device.string("device_name", 0, 255);
    if (device.any("volume_size").isPresent()) {
      throw invalid("a root disk has the size of its flavor");
    }
    device.rejectOthers();
    if (!source.equals("image") || !destination.equals("local") || boot != 0) {
      throw invalid("only source_type image, destination_type local, boot_index 0 is possible");
    }
    if (uuid.isEmpty() || !(imageRef.isEmpty() || imageRef.equals(uuid.get()))) {
      throw invalid("its uuid must be that of imageRef");
    }
    return uuid.get();
  }

  private static CloudException invalid(String why) {
    return CloudException.badRequest("Block Device Mapping is Invalid: " + why + ".");
  }
}
