package haneul.base.host;

import haneul.base.id.ServerId;
import java.util.List;

/**
 * A guest this host shall have.
 *
 * @param power the last thing asked of its power
 * @param rootDiskGibibytes size of the root disk; 0 means as large as the image
 * @param nics in the order the guest sees them
 * @param configDrive whether the metadata is also attached as a drive labelled config-2
 */
public record WantedGuest(
    ServerId id,
    PowerWish power,
    int vcpus,
    int memoryMebibytes,
    int rootDiskGibibytes,
    ImageRef image,
    List<WantedNic> nics,
    GuestMetadata metadata,
    boolean configDrive) {
  public WantedGuest {
    nics = List.copyOf(nics);
  }
}
