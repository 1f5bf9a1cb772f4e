package haneul.services.image.domain;

import java.util.List;

/** The formats this cloud can boot, and so takes. */
public final class DiskFormats {
  /** Of the disk. */
  public static final List<String> DISKS = List.of("raw", "qcow2", "iso");

  /** Of what is around it. */
  public static final List<String> CONTAINERS = List.of("bare");

  private DiskFormats() {}
}
