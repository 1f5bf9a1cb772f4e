package haneul.services.compute.domain;

/** What is claimed of a host by the servers that are on it or on their way to it. */
public record Claimed(long servers, long vcpus, long memoryMebibytes, long diskGibibytes) {
  public static final Claimed NOTHING = new Claimed(0, 0, 0, 0);
}
