package haneul.tools.doctor;

import java.util.List;

/** All checks. Of findings that are equally important, those of the first are told first. */
final class Checks {
  static final List<Check> ALL =
      List.of(
          new IdentityCheck(),
          new EndpointCheck(),
          new ComputeCheck(),
          new AgentCheck(),
          new RouterCheck(),
          new TokenCheck(),
          new OpenVSwitchCheck(),
          new DiskCheck(),
          new CertificateCheck(),
          new ClockCheck(),
          new CacheCheck(),
          new NetworkMtuCheck(),
          new TunnelMtuCheck(),
          new PathMtuCheck(),
          new KvmCheck(),
          new PackageCheck());

  private Checks() {}
}
