package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.auth.Caller;
import haneul.platform.http.Json;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Credential;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.Totp;
import haneul.services.identity.store.CredentialRows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Secrets kept for users, encrypted. Who acts for someone else does not get at them: they would
 * outlive what lets him act.
 */
public final class Credentials {
  private static final int MAX_OF_USER = 1_000;

  private final Store store;
  private final Vault vault;

  /** A credential and its secret in the clear. */
  public record Opened(Credential credential, String blob) {
    /** Never shows the secret. */
    @Override
    public String toString() {
      return "Opened[" + credential.id() + "]";
    }
  }

  /** A credential to be. */
  public record NewCredential(
      String userId, Optional<String> projectId, String type, String blob, ObjectNode extra) {
    /** Never shows the secret. */
    @Override
    public String toString() {
      return "NewCredential[" + userId + ", " + type + "]";
    }
  }

  /** What changes of a credential. */
  public record Change(
      Optional<String> userId,
      Optional<String> projectId,
      Optional<String> type,
      Optional<String> blob) {
    /** Never shows the secret. */
    @Override
    public String toString() {
      return "Change[]";
    }
  }

  public Credentials(Store store, Vault vault) {
    this.store = store;
    this.vault = vault;
  }

  private static void requireHimself(Caller caller) {
    if (caller.delegation().isPresent()) {
      throw CloudException.forbidden(
          "You are not authorized to perform the requested action: Delegated tokens cannot access"
              + " credentials directly.");
    }
  }

  private static Credential find(Tx tx, String id) {
    return CredentialRows.find(tx, id).orElseThrow(() -> Directory.notFound("credential", id));
  }

  private Opened opened(Credential credential) {
    return new Opened(
        credential, vault.openOurs(Vault.Purpose.CREDENTIAL, credential.sealedBlob()));
  }

  /** Whose it is, if it is there. */
  public Optional<String> ownerOf(String id) {
    return store.read(tx -> CredentialRows.find(tx, id)).map(Credential::userId);
  }

  public Opened find(Caller caller, String id) {
    requireHimself(caller);
    return opened(
        store.read(tx -> {
          Credential found = find(tx, id);
          if (!Escalation.coversSecretsOf(tx, caller, found.userId())) {
            throw CloudException.forbidden(
                "You are not authorized to perform the requested action: its user may more than"
                    + " you.");
          }
          return found;
        }));
  }

  /** Without those of users who may more than the caller. */
  private static List<Credential> shown(Tx tx, Caller caller, List<Credential> all) {
    Map<String, Boolean> known = new HashMap<>();
    return all.stream()
        .filter(each ->
            known.computeIfAbsent(
                each.userId(), user -> Escalation.coversSecretsOf(tx, caller, user)))
        .toList();
  }

  public List<Opened> list(Caller caller, Selection selection) {
    requireHimself(caller);
    return store.read(tx -> shown(tx, caller, CredentialRows.list(tx, selection))).stream()
        .map(this::opened)
        .toList();
  }

  public Opened create(Caller caller, NewCredential wanted) {
    requireHimself(caller);
    requireUsable(wanted.type(), wanted.blob(), wanted.projectId());
    String id = wanted.type().equals(Credential.EC2) ? ec2Id(access(wanted.blob())) : Id.newHex();
    Credential credential =
        new Credential(
            id,
            wanted.userId(),
            wanted.projectId(),
            wanted.type(),
            vault.seal(Vault.Purpose.CREDENTIAL, wanted.blob()),
            wanted.extra());
    store.run(tx -> {
      Directory.user(tx, wanted.userId());
      wanted
          .projectId()
          .ifPresent(project -> Directory.requireProjectOf(tx, caller, wanted.userId(), project));
      if (CredentialRows.find(tx, id).isPresent()) {
        throw Refusals.duplicate("credential", "Duplicate entry found with ID " + id);
      }
      if (CredentialRows.count(tx, wanted.userId()) >= MAX_OF_USER) {
        throw Refusals.tooMany("credentials", MAX_OF_USER);
      }
      CredentialRows.insert(tx, credential);
    });
    return new Opened(credential, wanted.blob());
  }

  /** What we use ourselves must be of use. */
  private static void requireUsable(String type, String blob, Optional<String> projectId) {
    switch (type) {
      case Credential.EC2 -> {
        access(blob);
        if (projectId.isEmpty()) {
          throw CloudException.badField(
              "project_id", "", "an ec2 credential requires 'project_id'");
        }
      }
      case Credential.TOTP -> {
        if (Totp.secret(blob).isEmpty()) {
          throw CloudException.badField(
              "blob", "", "a totp credential's blob is a secret of 80 bits or more in base32");
        }
      }
      default -> {}
    }
  }

  /** The access key in an EC2 credential's secret. */
  private static String access(String blob) {
    JsonNode parsed;
    try {
      parsed = Json.parse(blob.getBytes(StandardCharsets.UTF_8));
    } catch (CloudException e) {
      throw CloudException.badRequest("Invalid blob in credential");
    }
    for (String field : List.of("access", "secret")) {
      JsonNode value = parsed.get(field);
      if (value == null || !value.isString() || value.stringValue().isEmpty()) {
        throw CloudException.badField(
            "blob", "", "an ec2 credential's blob is an object with 'access' and 'secret'");
      }
    }
    for (String field : List.of("trust_id", "app_cred_id", "access_token_id")) {
      if (parsed.hasNonNull(field)) {
        throw CloudException.badField("blob", "", "an ec2 credential's blob cannot have " + field);
      }
    }
    return parsed.get("access").stringValue();
  }

  private static String ec2Id(String access) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(access.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whose it is never changes, nor the access key that an EC2 credential is found by. */
  public Opened update(Caller caller, String id, Change change) {
    requireHimself(caller);
    return store.write(tx -> {
      Credential before = find(tx, id);
      String blob = change.blob().orElseGet(() -> opened(before).blob());
      String type = change.type().orElse(before.type());
      Optional<String> projectId = change.projectId().or(before::projectId);
      if (!change.userId().orElse(before.userId()).equals(before.userId())) {
        throw CloudException.badField(
            "user_id", change.userId().get(), "a credential stays with its user");
      }
      requireUsable(type, blob, projectId);
      boolean ec2 = before.type().equals(Credential.EC2);
      if (ec2 != type.equals(Credential.EC2) || (ec2 && !ec2Id(access(blob)).equals(id))) {
        throw CloudException.badField(
            "type", type, "an ec2 credential stays one, with the same access key");
      }
      change
          .projectId()
          .ifPresent(project -> Directory.requireProjectOf(tx, caller, before.userId(), project));
      Credential after =
          new Credential(
              id,
              before.userId(),
              projectId,
              type,
              vault.seal(Vault.Purpose.CREDENTIAL, blob),
              before.extra());
      CredentialRows.update(tx, after);
      return new Opened(after, blob);
    });
  }

  public void delete(Caller caller, String id) {
    requireHimself(caller);
    store.run(tx -> {
      find(tx, id);
      CredentialRows.delete(tx, id);
    });
  }

  /** A new EC2 key for a user on a project. */
  public Opened createEc2(Caller caller, String userId, String projectId) {
    ObjectNode blob = Json.object();
    blob.put("access", Id.newHex()).put("secret", Id.newHex()).putNull("trust_id");
    return create(
        caller,
        new NewCredential(
            userId, Optional.of(projectId), Credential.EC2, Json.text(blob), Json.object()));
  }

  public List<Opened> listEc2(Caller caller, String userId) {
    requireHimself(caller);
    return store
        .read(tx -> {
          Directory.user(tx, userId);
          return shown(tx, caller, CredentialRows.ofUser(tx, userId, Credential.EC2));
        })
        .stream()
        .map(this::opened)
        .toList();
  }

  /** A user's EC2 key by its access key. */
  public Opened findEc2(Caller caller, String userId, String access) {
    requireHimself(caller);
    return store
        .read(tx ->
            ec2(tx, access)
                .filter(credential -> credential.userId().equals(userId))
                .filter(_ -> Escalation.coversSecretsOf(tx, caller, userId)))
        .map(this::opened)
        .orElseThrow(() -> Directory.notFound("credential", access));
  }

  private static Optional<Credential> ec2(Tx tx, String access) {
    return CredentialRows.find(tx, ec2Id(access))
        .filter(credential -> credential.type().equals(Credential.EC2));
  }

  public void deleteEc2(Caller caller, String userId, String access) {
    delete(caller, findEc2(caller, userId, access).credential().id());
  }

  /** The EC2 key that a request was signed with, for those who check the signature. */
  Optional<Opened> signing(String access) {
    return store.read(tx -> ec2(tx, access)).map(this::opened);
  }

  /** A user's one-time password generators. */
  List<Opened> totp(String userId) {
    return store.read(tx -> CredentialRows.ofUser(tx, userId, Credential.TOTP)).stream()
        .map(this::opened)
        .toList();
  }

  /** Uses up a one-time password; false when it is. */
  boolean use(String id, long step) {
    return store.write(tx -> CredentialRows.use(tx, id, step));
  }
}
