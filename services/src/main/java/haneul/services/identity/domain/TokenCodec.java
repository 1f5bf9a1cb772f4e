package haneul.services.identity.domain;

import haneul.services.identity.domain.TokenClaims.Method;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Claims as bytes, short because every request carries them: format, methods, what follows beyond
 * the usual, user, scope, epoch, issued (milliseconds), expires (seconds), audit id, parent's audit
 * id, trust or application credential. An id of 32 hexadecimal digits takes 17 bytes.
 */
public final class TokenCodec {
  private static final byte FORMAT = 2;
  private static final int WITH_PARENT = 1;
  private static final int WITH_TRUST = 2;
  private static final int WITH_APPLICATION_CREDENTIAL = 4;
  private static final int AUDIT_ID_BYTES = 16;
  private static final Pattern HEX_ID = Pattern.compile("[0-9a-f]{32}");

  private TokenCodec() {}

  /** The bytes that go into the encrypted part of a token. */
  public static byte[] encode(TokenClaims claims) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeByte(claims.methods().stream().mapToInt(Method::bit).sum());
      out.writeByte(parts(claims));
      writeId(out, claims.userId());
      writeScope(out, claims.scope());
      out.writeInt(claims.tokenEpoch());
      out.writeLong(claims.issuedAt().toEpochMilli());
      out.writeInt((int) claims.expiresAt().getEpochSecond());
      out.write(auditBytes(claims.auditId()));
      if (claims.parentAuditId().isPresent()) {
        out.write(auditBytes(claims.parentAuditId().get()));
      }
      if (claims.delegation().isPresent()) {
        writeId(out, claims.delegation().get().id());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static int parts(TokenClaims claims) {
    int delegation =
        claims
            .delegation()
            .map(by ->
                switch (by) {
                  case Delegation.ByTrust trust -> WITH_TRUST;
                  case Delegation.ByApplicationCredential credential -> WITH_APPLICATION_CREDENTIAL;
                })
            .orElse(0);
    return delegation + (claims.parentAuditId().isPresent() ? WITH_PARENT : 0);
  }

  private static void writeScope(DataOutputStream out, Optional<Target> scope) throws IOException {
    if (scope.isEmpty()) {
      out.writeByte(0);
      return;
    }
    switch (scope.get()) {
      case Target.OnProject project -> {
        out.writeByte(1);
        writeId(out, project.projectId());
      }
      case Target.OnDomain domain -> {
        out.writeByte(2);
        writeId(out, domain.domainId());
      }
      case Target.OnSystem system -> out.writeByte(3);
    }
  }

  /** A length and the text; length 0 and 16 bytes for the usual form. */
  private static void writeId(DataOutputStream out, String id) throws IOException {
    if (HEX_ID.matcher(id).matches()) {
      out.writeByte(0);
      out.write(HexFormat.of().parseHex(id));
      return;
    }
    byte[] text = id.getBytes(StandardCharsets.UTF_8);
    if (text.length == 0 || text.length > 255) {
      throw new IllegalArgumentException("an id of " + text.length + " bytes");
    }
    out.writeByte(text.length);
    out.write(text);
  }

  /** What {@link #encode} wrote; empty when it is something else. */
  public static Optional<TokenClaims> decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (in.get() != FORMAT) {
        return Optional.empty();
      }
      List<Method> methods = methods(in.get());
      int parts = in.get();
      String userId = readId(in);
      Optional<Target> scope = readScope(in);
      int epoch = in.getInt();
      Instant issuedAt = Instant.ofEpochMilli(in.getLong());
      Instant expiresAt = Instant.ofEpochSecond(Integer.toUnsignedLong(in.getInt()));
      String auditId = readAuditId(in);
      Optional<String> parent =
          (parts & WITH_PARENT) == 0 ? Optional.empty() : Optional.of(readAuditId(in));
      Optional<Delegation> delegation = readDelegation(parts & ~WITH_PARENT, in);
      return in.hasRemaining()
          ? Optional.empty()
          : Optional.of(
              new TokenClaims(
                  userId, scope, delegation, methods, epoch, issuedAt, expiresAt, auditId, parent));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<Method> methods(byte bits) {
    List<Method> methods = new ArrayList<>();
    for (Method method : Method.values()) {
      if ((bits & method.bit()) != 0) {
        methods.add(method);
      }
    }
    return methods;
  }

  private static Optional<Delegation> readDelegation(int parts, ByteBuffer in) {
    return switch (parts) {
      case 0 -> Optional.empty();
      case WITH_TRUST -> Optional.of(new Delegation.ByTrust(readId(in)));
      case WITH_APPLICATION_CREDENTIAL ->
          Optional.of(new Delegation.ByApplicationCredential(readId(in)));
      default -> throw new IllegalArgumentException("unknown parts " + parts);
    };
  }

  private static Optional<Target> readScope(ByteBuffer in) {
    byte kind = in.get();
    return switch (kind) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Target.OnProject(readId(in)));
      case 2 -> Optional.of(new Target.OnDomain(readId(in)));
      case 3 -> Optional.of(new Target.OnSystem());
      default -> throw new IllegalArgumentException("unknown scope " + kind);
    };
  }

  private static String readId(ByteBuffer in) {
    int length = Byte.toUnsignedInt(in.get());
    byte[] bytes = new byte[length == 0 ? 16 : length];
    in.get(bytes);
    return length == 0
        ? HexFormat.of().formatHex(bytes)
        : new String(bytes, StandardCharsets.UTF_8);
  }

  private static String readAuditId(ByteBuffer in) {
    byte[] bytes = new byte[AUDIT_ID_BYTES];
    in.get(bytes);
    return auditId(bytes);
  }

  /** Sixteen bytes as an audit id. */
  public static String auditId(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] auditBytes(String auditId) {
    byte[] bytes = Base64.getUrlDecoder().decode(auditId);
    if (bytes.length != AUDIT_ID_BYTES) {
      throw new IllegalArgumentException("an audit id of " + bytes.length + " bytes");
    }
    return bytes;
  }
}
