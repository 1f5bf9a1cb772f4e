package haneul.services.compute.domain;

import java.util.Map;
import java.util.Optional;

/**
 * A size of server.
 *
 * @param diskGibibytes of the root disk; 0 means as large as the image
 */
public record Flavor(
    String id,
    String name,
    int memoryMebibytes,
    int vcpus,
    int diskGibibytes,
    boolean isPublic,
    Optional<String> description,
    Map<String, String> extraSpecs) {}
