package haneul.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who a server is over TLS, and whose clients' certificates it takes.
 *
 * @param chain the server's certificate, then those that signed it
 * @param clients the authority that signed the certificates clients may show
 */
public record ServerTls(PrivateKey key, List<X509Certificate> chain, X509Certificate clients)
    implements HttpTls {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  public ServerTls {
    chain = List.copyOf(chain);
  }

  /**
   * A context whose sockets ask the client for a certificate. Helidon has a setting for that, and
   * heeds it on channels only, which know no read timeout.
   */
  @Override
  public SSLContext context() {
    try {
      char[] password = new char[0];
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("server", key, password, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keyManagers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(keys, password);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("clients", clients);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
      return new SSLContext(new Asking(context), context.getProvider(), context.getProtocol()) {};
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the server's certificate cannot be used", e);
    }
  }

  @Override
  public String toString() {
    return "ServerTls[" + chain.getFirst().getSubjectX500Principal() + "]";
  }

  /** Another context, asking. */
  private static final class Asking extends SSLContextSpi {
    private final SSLContext context;

    Asking(SSLContext context) {
      this.context = context;
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return new AskingSockets(context.getSocketFactory());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      SSLEngine engine = context.createSSLEngine();
      engine.setWantClientAuth(true);
      return engine;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return engineCreateSSLEngine();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
      throw new IllegalStateException("it was made whole");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return context.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return context.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return context.getClientSessionContext();
    }
  }

  /** Wraps accepted sockets; makes none to go out. */
  private static final class AskingSockets extends SSLSocketFactory {
    private final SSLSocketFactory factory;

    AskingSockets(SSLSocketFactory factory) {
      this.factory = factory;
    }

    @Override
    public Socket createSocket(Socket accepted, InputStream consumed, boolean autoClose)
        throws IOException {
      SSLSocket socket = (SSLSocket) factory.createSocket(accepted, consumed, autoClose);
      socket.setEnabledProtocols(PROTOCOLS);
      socket.setWantClientAuth(true);
      return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return factory.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) {
      throw outward();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw outward();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
      throw outward();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw outward();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
      throw outward();
    }

    private static UnsupportedOperationException outward() {
      return new UnsupportedOperationException("a server's context");
    }
  }
}
