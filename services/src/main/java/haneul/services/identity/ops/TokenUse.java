package haneul.services.identity.ops;

import haneul.platform.store.Store;
import haneul.services.identity.domain.IdentitySettings.TokenDriverName;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.UseSlot;
import haneul.services.identity.domain.UseSlot.Counts;
import haneul.services.identity.store.TokenUseRows;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts tokens and what is done with them, by user and five minutes: in memory, and from there,
 * now and then, added to rows that all controllers share. So nobody waits for a count; what a
 * controller that dies had not added yet is lost.
 */
public final class TokenUse {
  /** More users than this at a time are counted together. */
  private static final int MOST_COUNTED = 10_000;

  private static final int ROWS_AT_ONCE = 500;

  private final Store store;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private final Map<UseSlot, Counts> counts = new ConcurrentHashMap<>();

  public TokenUse(Store store, InstantSource clock, MeterRegistry metrics) {
    this.store = store;
    this.clock = clock;
    this.metrics = metrics;
  }

  void issued(TokenClaims claims, TokenDriverName driver) {
    Counter.builder("haneul.tokens.issued")
        .description("Tokens made since the start")
        .tag("driver", driver.name().toLowerCase(Locale.ROOT))
        .register(metrics)
        .increment();
    add(claims.userId(), clock.instant(), new Counts(1, 0, 0));
    add(claims.userId(), claims.expiresAt(), new Counts(0, 0, 1));
  }

  /** A request came with one of the user's tokens. */
  void used(String userId) {
    add(userId, clock.instant(), new Counts(0, 1, 0));
  }

  void revoked(TokenClaims claims) {
    add(claims.userId(), claims.expiresAt(), new Counts(0, 0, -1));
  }

  private void add(String userId, Instant when, Counts more) {
    UseSlot slot = UseSlot.of(userId, when);
    boolean apart = counts.size() < MOST_COUNTED || counts.containsKey(slot);
    counts.merge(apart ? slot : slot.ofOthers(), more, Counts::plus);
  }

  /** Adds what was counted here to the rows. */
  public void flush() {
    List<UseSlot> slots = List.copyOf(counts.keySet());
    for (int from = 0; from < slots.size(); from += ROWS_AT_ONCE) {
      List<TokenUseRows.Row> rows = new ArrayList<>();
      for (UseSlot slot : slots.subList(from, Math.min(slots.size(), from + ROWS_AT_ONCE))) {
        Counts counted = counts.remove(slot);
        if (counted != null) {
          rows.add(new TokenUseRows.Row(slot, counted));
        }
      }
      try {
        store.run(tx -> rows.forEach(row -> TokenUseRows.add(tx, row)));
      } catch (RuntimeException e) {
        rows.forEach(row -> counts.merge(row.slot(), row.counts(), Counts::plus));
        throw e;
      }
    }
  }
}
