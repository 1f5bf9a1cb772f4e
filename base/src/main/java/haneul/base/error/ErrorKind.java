package haneul.base.error;

/** What sort of failure it is. Each HTTP API turns it into its own status and body, last of all. */
public enum ErrorKind {
  /** The request is not well-formed or a value is out of range. */
  BAD_REQUEST,
  /** No token, or one that is not valid. */
  UNAUTHORIZED,
  /** The caller is known and may not do this. */
  FORBIDDEN,
  /** A quota would be exceeded: 403 in compute, 409 in network. */
  OVER_QUOTA,
  /** The thing does not exist, or belongs to a project the caller cannot see. */
  NOT_FOUND,
  /** The path exists, the method does not. */
  METHOD_NOT_ALLOWED,
  /** A version or media type the service does not speak. */
  NOT_ACCEPTABLE,
  /** The thing is in a state, or has a neighbour, that does not allow the change. */
  CONFLICT,
  /** The body is longer than the service takes. */
  TOO_LARGE,
  /** The body's media type is not one the endpoint takes. */
  UNSUPPORTED_MEDIA_TYPE,
  /** The caller must wait. */
  TOO_MANY_REQUESTS,
  /** Something this depends on does not answer; the same request may succeed later. */
  UNAVAILABLE,
  /** The service speaks this API but not this part of it. */
  NOT_IMPLEMENTED,
  /** A defect of ours. The cause is in the log under the request id, never in the body. */
  INTERNAL
}
