package haneul.services.compute.domain;

/** Breaks: services do not go in circles. */
public final class SeesBack {
  Class<?> network = haneul.services.network.domain.Impure.class;
}
