package haneul.platform.link;

import haneul.base.error.CloudException;
import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.wire.HostWire;
import haneul.platform.http.Access;
import haneul.platform.http.ErrorFormat;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.platform.log.SecurityLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The agent link over HTTPS. Everything but joining needs a host's certificate, and is about that
 * host alone: which one is never said, it is in the certificate. Blocking queries: an agent asks
 * what its host shall be after revision N, and what control wants to know.
 */
public final class LinkApi {
  public static final String PREFIX = "/link/v1";

  private static final int MAX_REPORT_BYTES = 16 << 20;
  private static final int MAX_ANSWER_BYTES = 4 << 20;
  private static final int MAX_KEY_CHARACTERS = 1_000;
  private static final int LONGEST_WAIT_SECONDS = 50;

  private final AgentLink link;
  private final Enrolments enrolments;
  private final CertificateAuthority authority;
  private final Path scratch;
  private final Map<HostName, RemoteQuestions> questions = new ConcurrentHashMap<>();

  /**
   * @param scratch a directory on the images' file system, for names that last a moment
   */
  public LinkApi(
      AgentLink link, Enrolments enrolments, CertificateAuthority authority, Path scratch) {
    this.link = link;
    this.enrolments = enrolments;
    this.authority = authority;
    this.scratch = scratch;
  }

  public ServiceApi api() {
    return new ServiceApi("link", PREFIX, ErrorFormat::keystone)
        .post("/enrol", Access.ANYONE, this::enrol)
        .post("/renew", Access.ANYONE, this::renew)
        .get("/wanted", Access.ANYONE, this::wanted)
        .post("/report", Access.ANYONE, this::report)
        .post("/alive", Access.ANYONE, this::alive)
        .get("/images/{id}", Access.ANYONE, this::image)
        .get("/questions", Access.ANYONE, this::question)
        .put("/questions/{id}", Access.ANYONE, this::answer);
  }

  private Response enrol(Request request) {
    Fields body = request.json();
    String token = body.requiredString("token", 1, 200);
    String host = body.requiredString("host", 1, 255);
    String key = key(body);
    body.rejectOthers();
    try {
      CertificateAuthority.Issued issued = enrolments.enrol(token, host, key);
      SecurityLog.changed("host " + host + " joined");
      return certificate(issued);
    } catch (CloudException e) {
      SecurityLog.changed("a host that wanted to join was turned away: " + e.code());
      throw e;
    }
  }

  private Response renew(Request request) {
    HostName host = host(request);
    Fields body = request.json();
    String key = key(body);
    body.rejectOthers();
    return certificate(enrolments.renew(host, key));
  }

  private static String key(Fields body) {
    return body.requiredString("public_key", 1, MAX_KEY_CHARACTERS);
  }

  private Response certificate(CertificateAuthority.Issued issued) {
    ObjectNode body = Json.object();
    body.put("certificate", issued.pem());
    body.put("authority", authority.pem());
    body.put("expires_at", issued.expiresAt().toString());
    return Response.json(201, body);
  }

  private Response wanted(Request request) throws InterruptedException {
    HostName host = host(request);
    long after = request.query().number("after", -1).orElse(-1);
    Optional<HostWanted> news = link.news(host, after, waiting(request));
    host(request); // it may have been revoked while it waited
    return news.map(LinkApi::told).orElseGet(() -> Response.empty(204));
  }

  private static Response told(HostWanted wanted) {
    return new Response(
        200, Map.of(), new Response.Bytes(HostWire.bytes(wanted), "application/json"));
  }

  private static Duration waiting(Request request) {
    int seconds = request.query().integer("wait", 0).orElse(0);
    return Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT_SECONDS));
  }

  private Response report(Request request) {
    HostName host = host(request);
    HostReport report;
    try {
      report = HostWire.report(request.bytes(MAX_REPORT_BYTES));
    } catch (IllegalArgumentException e) {
      throw CloudException.badRequest("The request body is no report of a host.");
    }
    if (!report.host().equals(host)) {
      throw CloudException.forbidden("A host reports for itself only.");
    }
    link.report(report);
    return Response.empty(204);
  }

  /** The host lives, and is as its report of that time says. */
  private Response alive(Request request) {
    HostName host = host(request);
    String at = request.query().first("report").orElse("");
    if (!link.stillHolds(host, at)) {
      throw CloudException.conflict("ReportUnknown", "Control has no such report; send it whole.");
    }
    return Response.empty(204);
  }

  /** Only what its guests are made of. */
  private Response image(Request request) throws IOException {
    HostName host = host(request);
    String id = request.param("id");
    if (!link.mayFetch(host, id)) {
      throw CloudException.notFound("ImageNotFound", "This host needs no image " + id + ".");
    }
    InputStream content = open(new ImageId(id));
    return new Response(
        200,
        Map.of(),
        new Response.Stream(
            out -> {
              try (content) {
                content.transferTo(out);
              }
            },
            -1,
            "application/octet-stream"));
  }

  /** The name goes at once; the content stays for as long as it is read. */
  private InputStream open(ImageId image) throws IOException {
    Path name = scratch.resolve(Id.newUuid());
    try {
      link.fetchImage(image, name);
      return Files.newInputStream(name);
    } finally {
      Files.deleteIfExists(name);
    }
  }

  private Response question(Request request) throws InterruptedException {
    HostName host = host(request);
    RemoteQuestions mine = questions(host);
    link.connect(host, mine);
    Optional<RemoteQuestions.Question> next = mine.next(waiting(request));
    if (next.isEmpty()) {
      return Response.empty(204);
    }
    return Response.ok(next.get().body());
  }

  private Response answer(Request request) {
    RemoteQuestions mine = questions(host(request));
    Fields body = Fields.of(Json.parse(request.bytes(MAX_ANSWER_BYTES)), "");
    Optional<String> error = body.string("error", 0, 2_000);
    if (error.isPresent()) {
      mine.fail(request.param("id"), error.get());
    } else {
      mine.answer(
          request.param("id"),
          body.any("text")
              .filter(text -> text.isString())
              .map(text -> text.stringValue())
              .orElse(""));
    }
    return Response.empty(204);
  }

  private RemoteQuestions questions(HostName host) {
    return questions.computeIfAbsent(host, RemoteQuestions::new);
  }

  private HostName host(Request request) {
    return enrolments.identify(
        request
            .certificate()
            .orElseThrow(
                () -> CloudException.unauthorized("This needs the certificate of a host.")));
  }
}
