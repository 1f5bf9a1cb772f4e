package haneul.services.identity.domain;

import haneul.base.error.CloudException;
import java.util.regex.Pattern;

/** A text that can be looked at only so often: some patterns would take years over some texts. */
final class BoundedText implements CharSequence {
  private static final int MOST_LOOKS = 1_000_000;

  private final String text;
  private int looks;

  private BoundedText(String text) {
    this.text = text;
  }

  /** Whether the pattern is found, from the text's beginning on as Python's {@code re.match}. */
  static boolean find(Pattern pattern, String text) {
    try {
      return pattern.matcher(new BoundedText(text)).lookingAt();
    } catch (StackOverflowError e) {
      throw tooLong();
    }
  }

  private static CloudException tooLong() {
    return CloudException.badRequest(
        "The domain's password_regex takes too long on this password; an admin must mend it.");
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (++looks > MOST_LOOKS) {
      throw tooLong();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }
}
