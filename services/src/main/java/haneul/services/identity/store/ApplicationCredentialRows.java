package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.ACCESS_RULE;
import static haneul.services.identity.store.Tables.APPLICATION_CREDENTIAL;
import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.EXPIRES_AT;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.PROJECT_ID;
import static haneul.services.identity.store.Tables.ROLE_IDS;
import static haneul.services.identity.store.Tables.USER_ID;

import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.AccessRule;
import haneul.services.identity.domain.ApplicationCredential;
import haneul.services.identity.domain.Selection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;

/** Rows of {@code identity_application_credential} and {@code identity_access_rule}. */
public final class ApplicationCredentialRows {
  private static final Field<String> SECRET_HASH = Tables.text("secret_hash");
  private static final Field<Boolean> UNRESTRICTED = Tables.flag("unrestricted");
  private static final Field<String> ACCESS_RULE_IDS = Tables.text("access_rule_ids");
  private static final Field<String> SERVICE = Tables.text("service");
  private static final Field<String> METHOD = Tables.text("method");
  private static final Field<String> PATH = Tables.text("path");

  private static final Rows<ApplicationCredential> CREDENTIALS =
      new Rows<>(
          APPLICATION_CREDENTIAL,
          ApplicationCredentialRows::credential,
          ApplicationCredentialRows::row,
          List.of(
              ID,
              USER_ID,
              PROJECT_ID,
              NAME,
              DESCRIPTION,
              SECRET_HASH,
              ROLE_IDS,
              UNRESTRICTED,
              EXPIRES_AT,
              ACCESS_RULE_IDS),
          Map.of("id", ID, "name", NAME, "user_id", USER_ID));
  private static final Rows<AccessRule> RULES =
      new Rows<>(
          ACCESS_RULE,
          ApplicationCredentialRows::rule,
          ApplicationCredentialRows::row,
          List.of(ID, USER_ID, SERVICE, METHOD, PATH),
          Map.of("id", ID, "user_id", USER_ID, "service", SERVICE, "method", METHOD, "path", PATH));

  private ApplicationCredentialRows() {}

  public static Optional<ApplicationCredential> find(Tx tx, String id) {
    return CREDENTIALS.find(tx, id);
  }

  public static Optional<ApplicationCredential> findByName(Tx tx, String userId, String name) {
    return CREDENTIALS.one(tx, USER_ID.eq(userId).and(NAME.eq(name)));
  }

  public static List<ApplicationCredential> list(Tx tx, Selection selection) {
    return CREDENTIALS.list(tx, selection);
  }

  public static List<ApplicationCredential> ofUser(Tx tx, String userId) {
    return CREDENTIALS.where(tx, USER_ID.eq(userId));
  }

  public static void insert(Tx tx, ApplicationCredential credential) {
    CREDENTIALS.insert(tx, credential);
  }

  public static void delete(Tx tx, String id) {
    CREDENTIALS.delete(tx, ID.eq(id));
  }

  public static Optional<AccessRule> findRule(Tx tx, String id) {
    return RULES.find(tx, id);
  }

  public static Optional<AccessRule> findRule(
      Tx tx, String userId, String service, String method, String path) {
    return RULES.one(
        tx, USER_ID.eq(userId).and(SERVICE.eq(service)).and(METHOD.eq(method)).and(PATH.eq(path)));
  }

  public static List<AccessRule> rulesWithIds(Tx tx, Collection<String> ids) {
    return RULES.withIds(tx, ids);
  }

  public static List<AccessRule> listRules(Tx tx, Selection selection) {
    return RULES.list(tx, selection);
  }

  public static int countRules(Tx tx, String userId) {
    return RULES.count(tx, USER_ID.eq(userId));
  }

  public static void insert(Tx tx, AccessRule rule) {
    RULES.insert(tx, rule);
  }

  public static void deleteRule(Tx tx, String id) {
    RULES.delete(tx, ID.eq(id));
  }

  /** A user's credentials and rules, e.g. because he is disabled. */
  public static void deleteUser(Tx tx, String userId) {
    CREDENTIALS.delete(tx, USER_ID.eq(userId));
    RULES.delete(tx, USER_ID.eq(userId));
  }

  static void deleteUsers(Tx tx, Select<Record1<String>> ids) {
    CREDENTIALS.delete(tx, USER_ID.in(ids));
    RULES.delete(tx, USER_ID.in(ids));
  }

  static void deleteProjects(Tx tx, Select<Record1<String>> ids) {
    CREDENTIALS.delete(tx, PROJECT_ID.in(ids));
  }

  private static Row row(ApplicationCredential credential) {
    return new Row()
        .with(ID, credential.id())
        .with(USER_ID, credential.userId())
        .with(PROJECT_ID, credential.projectId())
        .with(NAME, credential.name())
        .with(DESCRIPTION, credential.description())
        .with(SECRET_HASH, credential.secretHash())
        .with(ROLE_IDS, Tables.text(credential.roleIds()))
        .with(UNRESTRICTED, credential.unrestricted())
        .with(EXPIRES_AT, credential.expiresAt().map(Times::text))
        .with(ACCESS_RULE_IDS, credential.accessRuleIds().map(Tables::text));
  }

  private static ApplicationCredential credential(Record row) {
    return new ApplicationCredential(
        row.get(ID),
        row.get(USER_ID),
        row.get(PROJECT_ID),
        row.get(NAME),
        Optional.ofNullable(row.get(DESCRIPTION)),
        row.get(SECRET_HASH),
        Tables.list(row.get(ROLE_IDS)),
        row.get(UNRESTRICTED),
        Tables.time(row.get(EXPIRES_AT)),
        Optional.ofNullable(row.get(ACCESS_RULE_IDS)).map(Tables::list));
  }

  private static Row row(AccessRule rule) {
    return new Row()
        .with(ID, rule.id())
        .with(USER_ID, rule.userId())
        .with(SERVICE, rule.service())
        .with(METHOD, rule.method())
        .with(PATH, rule.path());
  }

  private static AccessRule rule(Record row) {
    return new AccessRule(
        row.get(ID), row.get(USER_ID), row.get(SERVICE), row.get(METHOD), row.get(PATH));
  }
}
