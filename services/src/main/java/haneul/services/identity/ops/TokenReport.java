package haneul.services.identity.ops;

import haneul.platform.store.Store;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.IdentitySettings.TokenDriverName;
import haneul.services.identity.domain.User;
import haneul.services.identity.domain.UserTokens;
import haneul.services.identity.store.TokenRows;
import haneul.services.identity.store.TokenUseRows;
import haneul.services.identity.store.UserRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Who has how many tokens, and who asks for one on every call. */
public final class TokenReport {
  private static final int MOST_USERS = 1_000;
  private static final int MOST_EXPIRED = 10_000;
  private static final int FLUSH_STEPS = 20;

  private final Store store;
  private final InstantSource clock;
  private final Supplier<IdentitySettings> settings;
  private final TokenUse use;
  private final TokenPurge purge;

  /**
   * The whole report.
   *
   * @param expiredRows of the driver sql, not yet removed; not counted beyond ten thousand
   * @param users most tokens in the last hour first, with those who are still there by id
   */
  public record Report(
      TokenDriverName driver, int expiredRows, List<UserTokens> users, Map<String, User> known) {}

  public TokenReport(
      Store store,
      InstantSource clock,
      Supplier<IdentitySettings> settings,
      TokenUse use,
      TokenPurge purge) {
    this.store = store;
    this.clock = clock;
    this.settings = settings;
    this.use = use;
    this.purge = purge;
  }

  /** As far as this controller counted, and others up to their last round. */
  public Report run() {
    use.flush();
    Instant now = clock.instant();
    return store.read(tx -> {
      List<UserTokens> users = TokenUseRows.report(tx, now, MOST_USERS);
      Map<String, User> known =
          UserRows.withIds(tx, users.stream().map(UserTokens::userId).toList()).stream()
              .collect(Collectors.toMap(User::id, Function.identity()));
      return new Report(
          settings.get().tokens().driver(), TokenRows.expired(tx, now, MOST_EXPIRED), users, known);
    });
  }

  /** Removes up to some thousands of expired rows; how many. None are left when it is 0. */
  public int flush() {
    int gone = 0;
    for (int step = 0; step < FLUSH_STEPS; step++) {
      int some = purge.some();
      if (some == 0) {
        break;
      }
      gone += some;
    }
    return gone;
  }
}
