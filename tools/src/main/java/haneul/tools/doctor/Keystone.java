package haneul.tools.doctor;

import haneul.tools.token.keystone.KeystoneDatabase;
import java.io.IOException;

/** A Keystone's database that was named. */
interface Keystone {
  /** Without what is secret. */
  String url();

  KeystoneDatabase open() throws IOException;
}
