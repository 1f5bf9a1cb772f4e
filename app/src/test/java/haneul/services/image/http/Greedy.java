package haneul.services.image.http;

/** Breaks: http does not touch the store; SQL is in store. */
final class Greedy {
  Class<?> sql = org.jooq.DSLContext.class;
  Class<?> store = haneul.platform.store.Store.class;
}
