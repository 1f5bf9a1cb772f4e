package haneul.platform.http;

import javax.net.ssl.SSLContext;

/** Who a server is over TLS. */
public interface HttpTls {
  /** For the sockets it accepts. */
  SSLContext context();
}
