package haneul.tools.token;

/**
 * The token table of Keystone as the seed's cloud had it in 2013: a primary key and no index
 * besides. Filled in the server, from a sequence.
 */
final class HavanaTable {
  static final String NOVA = "36068019a00e427c8c8e97e8a3cee8a2";
  static final String ADMIN = "5700bfc6b03b476f97021e5eede7989e";
  static final String QUANTUM = "8232fea985ff44c0be44b0473cac5fac";

  static final String[] TABLES = {
    """
    CREATE TABLE token (
      id varchar(64) NOT NULL,
      expires datetime DEFAULT NULL,
      extra text,
      valid tinyint(1) NOT NULL,
      trust_id varchar(64) DEFAULT NULL,
      user_id varchar(64) DEFAULT NULL,
      PRIMARY KEY (id),
      CONSTRAINT CHECK (valid IN (0, 1))
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8
    """,
    """
    CREATE TABLE user (
      id varchar(64) NOT NULL,
      name varchar(255) NOT NULL,
      extra text,
      password varchar(128) DEFAULT NULL,
      enabled tinyint(1) DEFAULT NULL,
      PRIMARY KEY (id),
      UNIQUE KEY name (name)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8
    """,
    "INSERT INTO user (id, name) VALUES ('%s', 'nova'), ('%s', 'admin'), ('%s', 'quantum')"
        .formatted(NOVA, ADMIN, QUANTUM),
  };

  private HavanaTable() {}

  /** Tokens of a user, the first of which expires after {@code firstExpiry}; one in 50 revoked. */
  static String tokens(String user, int count, String firstExpiry, int secondsApart) {
    return """
    INSERT INTO token (id, expires, extra, valid, user_id)
      SELECT MD5(CONCAT('%1$s', '%3$s', seq)), %3$s + INTERVAL seq * %4$d SECOND,
             '{"token_data": "…"}', seq %% 50 <> 0, '%1$s'
      FROM seq_1_to_%2$d
    """
        .formatted(user, count, firstExpiry, secondsApart);
  }
}
