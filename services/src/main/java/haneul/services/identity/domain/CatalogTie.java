package haneul.services.identity.domain;

/** What a project can be tied to, so that its catalog is made of nothing else. */
public enum CatalogTie {
  /** One endpoint. */
  ENDPOINT,
  /** All endpoints of a group. */
  GROUP
}
