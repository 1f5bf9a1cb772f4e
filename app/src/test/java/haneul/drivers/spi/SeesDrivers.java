package haneul.drivers.spi;

/** Breaks: drivers see base; the driver interface sees no driver; only the command line prints. */
final class SeesDrivers {
  Class<?> driver = haneul.drivers.process.Commands.class;
  Class<?> platform = haneul.platform.store.Store.class;

  void print() {
    System.out.println(driver);
  }
}
