package haneul.tools.doctor;

import haneul.tools.openstack.TestCloud;
import java.nio.file.Path;
import java.util.List;

/** What checks find in a cloud. */
final class TestVisit {
  private TestVisit() {}

  static Outcome look(TestCloud cloud, Check check) {
    return look(cloud, check, false);
  }

  static Outcome look(TestCloud cloud, Check check, boolean ours) {
    try (CloudVisit visit = new CloudVisit(cloud.config(), ours)) {
      return new TestHost(Path.of("/nowhere")).cloud(visit).look(check);
    }
  }

  static List<Finding> findings(TestCloud cloud, Check check) {
    return TestHost.findings(look(cloud, check));
  }
}
