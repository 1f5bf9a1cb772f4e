package haneul.services.network.domain;

/** Breaks what a domain may not do, and sees compute, and its inside. */
public final class Impure {
  Class<?> compute = haneul.services.compute.domain.SeesBack.class;
  java.nio.file.Path path = java.nio.file.Path.of("x");

  java.time.Instant now() {
    return java.time.Instant.now();
  }
}
