package haneul.tools.guard.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.tools.console.UserError;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RulesTest {
  private static final String GOOD =
      """
      rules:
        - name: mine
          match:
            - method: [GET, POST]
              path: /x
              status: [401, 5xx]
          threshold: 3
          window: 10m
      """;

  @Test
  void aRuleHasSensibleDefaults() {
    Rule rule = RuleFile.read("mine.yaml", GOOD).getFirst();
    assertThat(rule.limits())
        .isEqualTo(
            new Rule.Limits(
                3, Duration.ofMinutes(10), Duration.ofHours(1), 2, Duration.ofDays(30)));
    assertThat(rule.tests().isEmpty()).isTrue();
    assertThat(RuleFile.read("again", rule.source()).getFirst().limits()).isEqualTo(rule.limits());
  }

  @Test
  void bansGrowUpToTheLongest() {
    Rule.Limits limits =
        new Rule.Limits(1, Duration.ofHours(1), Duration.ofHours(1), 2, Duration.ofHours(5));
    assertThat(List.of(0, 1, 2, 3, 1000))
        .map(limits::banAfter)
        .map(Duration::toHours)
        .containsExactly(1L, 2L, 4L, 5L, 5L);
  }

  /** Each says where, and what would be right. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "threshold: 3|threshold: none|mine: threshold: a number from 1 to 1000",
        "threshold: 3|threshold: 0|mine: threshold: a number from 1 to 1000",
        "window: 10m|window: ten|takes a time such as",
        "window: 10m|window: 0s|mine: window: from 1s to 366d",
        "window: 10m|windows: 10m|mine: windows is not known; there are about, ban,",
        "path: /x|paht: /x|paht is not known; there are method, status, json, and path,",
        "path: /x|path: '(x'|mine: match: path: error parsing regexp",
        "path: /x|path: '(?!x)y'|for 'but not' there is unless",
        "path: /x|path: '<address> <address>'|only once",
        "path: /x|path: '((x{1000}){100}){10}'|mine: match: path",
        "path: /x|path: [a]|a text is needed",
        "5xx|6xx|a status such as 401, or 4xx for all of them, not 6xx",
        "name: mine|name: Mine!|lower case letters, digits and hyphens",
        "- name: mine|- nam: mine|a rule's name",
        "rules:|rulez:|rules: a list is needed",
        "match:|unless:|match says what counts"
      })
  void whatIsWrongIsToldWithItsPlace(String right, String wrong, String told) {
    assertThat(GOOD).contains(right);
    assertThatThrownBy(() -> RuleFile.read("mine.yaml", GOOD.replace(right, wrong)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("mine.yaml")
        .hasMessageContaining(told);
  }

  @Test
  void yamlThatAttacksIsRefused() {
    String bomb = "a: &a [x,x]\nb: &b [*a,*a]\nrules: [*b,*b]\n";
    for (String text : List.of(bomb, "rules: [", "", "- a", "rules: !!java.io.File x", "a\0b")) {
      assertThatThrownBy(() -> RuleFile.read("mine.yaml", text)).isInstanceOf(UserError.class);
    }
    assertThatThrownBy(() -> RuleFile.read("mine.yaml", "#".repeat(2 << 20)))
        .hasMessageContaining("1 MiB");
    assertThatThrownBy(() -> RuleFile.read("mine.yaml", GOOD + GOOD.replace("rules:\n", "")))
        .hasMessageContaining("two of this name");
    assertThatThrownBy(
            () -> RuleFile.read("mine.yaml", GOOD.replaceAll("(?s)method.*path: /x\n", "")))
        .hasMessageContaining("would count everybody");
  }

  /** What makes other engines run for years. */
  @Test
  void noTextMakesAnExpressionHang() {
    String text = "a".repeat(64 << 10) + "!";
    for (String expression : List.of("^(a+)+$", "^(a|aa)*$", "(.*a){20}b", "(x+x+)+y")) {
      LinearPattern.of("test", expression).find(text);
      LinearPattern.of("test", "!" + expression).find("!" + text);
    }
    assertThat(LinearPattern.of("test", "^(a+)+!$").find(text)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "(^|[&;])action=(a|b) => action=",
        "/wp-login\\.php$ => /wp-login.php",
        "Failures.* from [0-9]+ => Failures",
        "abc?d => ab",
        "abc{2}d => ab",
        "ab{x|b}c => ~~",
        "a|b => ~~",
        "(?i)Special:UserLogin => Special:UserLogin",
        "[abc]def[g] => def",
        "x[]]yy => yy",
        "\\d+abc => abc",
        "ab\\x41c => ~~",
        "\\Qab|c\\E => ~~",
        "(a|b) => ~~",
        "^$ => ~~"
      })
  void theNeededTextIsFound(String expression, String needed) {
    assertThat(NeededText.of(expression)).isEqualTo(needed);
  }

  /** Told quickly or slowly, it is the same. */
  @Property(tries = 2000)
  void lookingForTheNeededTextFirstChangesNothing(
      @ForAll("expressions") String expression, @ForAll("texts") String text) {
    com.google.re2j.Pattern plain;
    try {
      plain = com.google.re2j.Pattern.compile(expression);
    } catch (com.google.re2j.PatternSyntaxException e) {
      return;
    }
    assertThat(LinearPattern.of("test", expression).find(text))
        .isEqualTo(plain.matcher(text).find());
  }

  @Provide
  Arbitrary<String> expressions() {
    return Arbitraries.of(
            "a",
            "b",
            "ab",
            "A",
            "(a)",
            "(a|b)",
            "[ab]",
            "[^a]",
            "(?i)",
            "a|b",
            "|",
            "b?",
            "a*",
            "a+",
            "a{2}",
            "a{0,1}",
            "{",
            "{a",
            "}",
            "\\.",
            ".",
            "^",
            "$",
            "\\d",
            "\\x61",
            "(?:ab)?",
            "[]a]",
            "[[:alpha:]]",
            "(a[)]b)",
            "\\",
            "(",
            ")",
            "*",
            "\\pL",
            "-")
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("abAB.{}1-)|").ofMaxLength(8);
  }
}
