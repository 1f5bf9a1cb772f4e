package haneul.services.identity.domain;

import haneul.base.error.CloudException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a domain asks of its users' passwords: Keystone's options of the group {@code
 * security_compliance}, which an admin sets domain by domain. Nothing is asked unless it was set.
 */
public record PasswordRules(ObjectNode options) {
  public static final String EXPIRES_DAYS = "password_expires_days";
  public static final String UNIQUE_COUNT = "unique_last_password_count";
  public static final String MINIMUM_AGE = "minimum_password_age";
  public static final String REGEX = "password_regex";
  public static final String REGEX_DESCRIPTION = "password_regex_description";
  public static final String CHANGE_UPON_FIRST_USE = "change_password_upon_first_use";
  public static final String DAYS_INACTIVE = "disable_user_account_days_inactive";

  /** All that there are; those that anyone may read are the first two. */
  public static final List<String> NAMES =
      List.of(
          REGEX,
          REGEX_DESCRIPTION,
          EXPIRES_DAYS,
          UNIQUE_COUNT,
          MINIMUM_AGE,
          CHANGE_UPON_FIRST_USE,
          DAYS_INACTIVE);

  private static final int MAX_DAYS = 36_500;

  /** Each costs a computation of a hash at every change. */
  private static final int MAX_UNIQUE_COUNT = 24;

  private static final int MAX_TEXT = 1_024;

  /** Refuses a value that an option cannot have. */
  public static void requireValid(String name, JsonNode value) {
    switch (name) {
      case REGEX -> requireRegex(name, value);
      case REGEX_DESCRIPTION -> requireText(name, value);
      case CHANGE_UPON_FIRST_USE ->
          require(value.isBoolean(), name, value, "is not of type 'boolean'");
      case EXPIRES_DAYS, DAYS_INACTIVE -> requireNumber(name, value, 1, MAX_DAYS);
      case MINIMUM_AGE -> requireNumber(name, value, 0, MAX_DAYS);
      case UNIQUE_COUNT -> requireNumber(name, value, 0, MAX_UNIQUE_COUNT);
      default -> throw CloudException.badField(name, value, "it must be one of " + NAMES);
    }
  }

  private static void require(boolean holds, String name, JsonNode value, String problem) {
    if (!holds) {
      throw CloudException.badField(name, value, "the value " + problem);
    }
  }

  private static void requireNumber(String name, JsonNode value, int least, int most) {
    require(
        value.isInt() && value.intValue() >= least && value.intValue() <= most,
        name,
        value,
        "is not an integer from " + least + " to " + most);
  }

  private static void requireText(String name, JsonNode value) {
    require(
        value.isString() && value.stringValue().length() <= MAX_TEXT,
        name,
        value,
        "is not a text of at most " + MAX_TEXT + " characters");
  }

  private static void requireRegex(String name, JsonNode value) {
    requireText(name, value);
    try {
      Pattern.compile(value.stringValue());
    } catch (PatternSyntaxException | StackOverflowError e) {
      throw CloudException.badField(name, value, "the value is not a regular expression");
    }
  }

  private OptionalInt number(String name) {
    JsonNode value = options.get(name);
    return value == null || value.intValue() == 0
        ? OptionalInt.empty()
        : OptionalInt.of(value.intValue());
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(options.get(name)).map(JsonNode::stringValue);
  }

  /** How many of a user's passwords, the new one among them, must differ; 0: no matter. */
  public int uniqueCount() {
    return number(UNIQUE_COUNT).orElse(0);
  }

  /** Refuses a password that is too weak. */
  public void requireStrong(String password) {
    Optional<String> regex = text(REGEX);
    if (regex.isPresent() && !BoundedText.find(Pattern.compile(regex.get()), password)) {
      throw CloudException.badRequest(
          "The password does not match the requirements: "
              + text(REGEX_DESCRIPTION).orElse(regex.get())
              + ".");
    }
  }

  /** Refuses a user's own change so soon after the last. */
  public void requireOld(User.Password password, Instant now) {
    OptionalInt days = number(MINIMUM_AGE);
    if (days.isEmpty() || password.setAt().isEmpty()) {
      return;
    }
    Instant from = password.setAt().get().plus(Duration.ofDays(days.getAsInt()));
    if (now.isBefore(from)) {
      throw CloudException.badRequest(
          "You cannot change your password at this time due to the minimum password age. Once you"
              + " change your password, it must be used for "
              + days.getAsInt()
              + " day(s) before it can be changed. Please try again in "
              + Math.ceilDiv(
                  Duration.between(now, from).toSeconds(), Duration.ofDays(1).toSeconds())
              + " day(s) or contact your administrator to reset your password.");
    }
  }

  /** Refuses one of the last passwords. */
  public CloudException reused() {
    return CloudException.badRequest(
        "The new password cannot be identical to a previous password. The total number which"
            + " includes the new password must be unique is "
            + uniqueCount()
            + ".");
  }

  /**
   * A password as it is kept.
   *
   * @param byUser false: someone else set it, so that the user may have to change it at once
   * @param userOptions which may except him from that
   */
  public User.Password password(String hash, Instant now, boolean byUser, ObjectNode userOptions) {
    OptionalInt days = number(EXPIRES_DAYS);
    Optional<Instant> expiresAt = Optional.empty();
    if (!byUser
        && isOn(CHANGE_UPON_FIRST_USE)
        && !UserOptions.isOn(userOptions, UserOptions.IGNORE_FIRST_USE)) {
      expiresAt = Optional.of(now);
    } else if (days.isPresent() && !UserOptions.isOn(userOptions, UserOptions.IGNORE_EXPIRY)) {
      expiresAt = Optional.of(now.plus(Duration.ofDays(days.getAsInt())));
    }
    return new User.Password(hash, Optional.of(now), expiresAt);
  }

  private boolean isOn(String name) {
    JsonNode value = options.get(name);
    return value != null && value.booleanValue();
  }

  /** Whether the domain counts days without a login at all. */
  public boolean countsDays() {
    return number(DAYS_INACTIVE).isPresent();
  }

  /** Whether a user has been away for too long. */
  public boolean isInactive(User user, Instant now) {
    OptionalInt days = number(DAYS_INACTIVE);
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return days.isPresent()
        && !UserOptions.isOn(user.options(), UserOptions.IGNORE_INACTIVITY)
        && user.activeOn().map(day -> day.plusDays(days.getAsInt()).isBefore(today)).orElse(false);
  }
}
