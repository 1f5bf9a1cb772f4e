package haneul.drivers.qemu;

import haneul.drivers.process.GuestUser;
import haneul.drivers.spi.GuestDriver.Fingerprint;

/**
 * What all guests of a driver share.
 *
 * @param bootId the kernel's id of this boot of the host
 * @param directIo whether the instances' file system lets the page cache be bypassed
 * @param changed to be run when a guest's state may have changed
 */
record QemuHost(
    QemuConfig config,
    GuestUser user,
    String bootId,
    Lazily<Boolean> directIo,
    Lazily<Fingerprint> fingerprint,
    Runnable changed) {}
