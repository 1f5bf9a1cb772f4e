package haneul.services.identity.ops;

import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.store.FailedLoginRows;
import haneul.services.identity.store.RevocationRows;
import haneul.services.identity.store.TokenRows;
import haneul.services.identity.store.TokenUseRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Removes what has expired, a few rows a transaction, oldest first: a write that comes meanwhile
 * waits for one such handful at most, and a read for nothing.
 */
public final class TokenPurge {
  static final int ROWS_AT_ONCE = 500;

  private final Store store;
  private final InstantSource clock;

  private interface Step {
    int purge(Tx tx, Instant now, int most);
  }

  private static final List<Step> STEPS =
      List.of(TokenRows::purge, RevocationRows::purge, TokenUseRows::purge, FailedLoginRows::purge);

  public TokenPurge(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** One handful of each table; how many rows went. None left when it is 0. */
  public int some() {
    Instant now = clock.instant();
    int gone = 0;
    for (Step step : STEPS) {
      gone += store.write(tx -> step.purge(tx, now, ROWS_AT_ONCE));
    }
    return gone;
  }
}
