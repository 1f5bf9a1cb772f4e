package haneul.services.compute.domain;

import haneul.base.error.CloudException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A user's regular expression that cannot be made to run for ever. */
public final class BoundedPattern {
  private static final int MAX_LENGTH = 255;
  private static final int MAX_READS = 100_000;
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9 _:@%,=/-]*");

  private final String field;
  private final String text;
  private final Pattern pattern;

  private BoundedPattern(String field, String text, Pattern pattern) {
    this.field = field;
    this.text = text;
    this.pattern = pattern;
  }

  /** 400 names {@code field} when the expression is not one. */
  public static BoundedPattern of(String field, String text) {
    if (text.length() > MAX_LENGTH) {
      throw CloudException.badField(field, text, "it is longer than " + MAX_LENGTH + " characters");
    }
    try {
      return new BoundedPattern(field, text, Pattern.compile(text, Pattern.CASE_INSENSITIVE));
    } catch (PatternSyntaxException e) {
      throw CloudException.badField(field, text, "'" + text + "' is not a regular expression");
    }
  }

  /** Whether it is found anywhere in {@code subject}, in any case. */
  public boolean find(String subject) {
    try {
      return pattern.matcher(new Counted(subject, new int[1])).find();
    } catch (TooSlow | StackOverflowError e) {
      throw CloudException.badField(field, text, "the regular expression takes too long");
    }
  }

  /** Whether it is plain text, which a database can look for itself. */
  public boolean isLiteral() {
    return LITERAL.matcher(text).matches();
  }

  public String text() {
    return text;
  }

  private static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooSlow() {
      super("too many reads", null, false, false);
    }
  }

  /** Text that counts how often it is read. */
  private record Counted(CharSequence text, int[] reads) implements CharSequence {
    @Override
    public char charAt(int index) {
      if (++reads[0] > MAX_READS) {
        throw new TooSlow();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), reads);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
