package haneul.drivers.qemu;

import haneul.drivers.process.GuestUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How QEMU is kept small: from its first instruction it is an unprivileged user without any
 * capability, cannot gain one (no_new_privs, empty bounding set), and its own seccomp filter takes
 * away starting programs, changing identity and scheduling.
 *
 * <p>QEMU's {@code -runas} is not used: it would need the identity calls left open, and would parse
 * images as root. {@code -daemonize} is not either: it forks under the filter, which {@code
 * spawn=deny} forbids.
 */
final class Confinement {
  static final Path KVM = Path.of("/dev/kvm");

  private static final String SANDBOX =
      "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";

  private Confinement() {}

  /** The command that becomes QEMU, confined; QEMU's own arguments follow. */
  static List<String> command(GuestUser user, String accelerator, String emulator)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setpriv", "--reuid", Integer.toString(user.uid())));
    command.addAll(List.of("--regid", Integer.toString(user.gid())));
    if (accelerator.equals("kvm")) {
      command.addAll(List.of("--groups", Files.getAttribute(KVM, "unix:gid").toString()));
    } else {
      command.add("--clear-groups");
    }
    command.addAll(List.of("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"));
    command.addAll(List.of(emulator, "-sandbox", SANDBOX));
    return command;
  }
}
