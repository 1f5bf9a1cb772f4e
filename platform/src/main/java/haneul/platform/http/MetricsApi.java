package haneul.platform.http;

import haneul.base.error.CloudException;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** {@code /metrics} in Prometheus' format, and {@code /healthz}, for who watches the program. */
public final class MetricsApi {
  private final PrometheusMeterRegistry registry;
  private final BooleanSupplier healthy;
  private final Set<InetAddress> readers;
  private final AtomicBoolean bound = new AtomicBoolean();

  /**
   * @param healthy whether requests can be served, e.g. whether the store answers
   * @param readers who may read the metrics besides this host
   */
  public MetricsApi(
      PrometheusMeterRegistry registry, BooleanSupplier healthy, Set<InetAddress> readers) {
    this.registry = registry;
    this.healthy = healthy;
    this.readers = Set.copyOf(readers);
  }

  /** The two paths; health is open to anyone. */
  public ServiceApi api() {
    return new ServiceApi("monitoring", "", ErrorFormat::keystone)
        .get("/metrics", Access.ANYONE, this::metrics)
        .get("/healthz", Access.ANYONE, request -> health());
  }

  private Response metrics(Request request) {
    InetAddress from = InetAddress.ofLiteral(request.remoteAddress());
    if (!from.isLoopbackAddress() && !readers.contains(from)) {
      throw CloudException.forbidden(
          "Metrics are for this host, and for the addresses named in haneul.yaml, api.metrics.");
    }
    return metrics();
  }

  private Response metrics() {
    // The program's own gauges cost class loading, which a start need not wait for.
    if (bound.compareAndSet(false, true)) {
      new JvmMemoryMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new ClassLoaderMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
      bindGarbageCollection();
    }
    return Response.text(200, registry.scrape(), "text/plain; version=0.0.4; charset=utf-8");
  }

  /** Listens for as long as the program runs. */
  @SuppressWarnings("resource")
  private void bindGarbageCollection() {
    new JvmGcMetrics().bindTo(registry);
  }

  private Response health() {
    boolean well;
    try {
      well = healthy.getAsBoolean();
    } catch (RuntimeException e) {
      well = false;
    }
    return Response.text(well ? 200 : 503, well ? "ok\n" : "unavailable\n", "text/plain");
  }
}
