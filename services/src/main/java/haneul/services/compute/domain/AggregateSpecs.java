package haneul.services.compute.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A flavor's extra specs that ask for aggregates: {@code aggregate_instance_extra_specs:ssd=true}
 * wants a host in an aggregate whose metadata say so. The value may begin with one of nova's
 * operators ({@code >= 10}, {@code s!= old}, {@code <in> 10G}, {@code <or> a <or> b}).
 */
final class AggregateSpecs {
  private static final String SCOPE = "aggregate_instance_extra_specs:";

  private AggregateSpecs() {}

  /** Whether a host in aggregates of such metadata is what the flavor asks for. */
  static boolean match(Flavor flavor, List<Map<String, String>> aggregates) {
    return flavor.extraSpecs().entrySet().stream()
        .filter(spec -> spec.getKey().startsWith(SCOPE))
        .allMatch(spec -> {
          Set<String> values = values(aggregates, spec.getKey().substring(SCOPE.length()));
          return values.stream().anyMatch(value -> satisfies(value, spec.getValue()));
        });
  }

  /** What the flavor asks for, for people: {@code ssd=true, rack=7}. */
  static String asked(Flavor flavor) {
    return flavor.extraSpecs().entrySet().stream()
        .filter(spec -> spec.getKey().startsWith(SCOPE))
        .map(spec -> spec.getKey().substring(SCOPE.length()) + "=" + spec.getValue())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** A value may be several, with commas between. */
  private static Set<String> values(List<Map<String, String>> aggregates, String key) {
    return aggregates.stream()
        .flatMap(metadata -> Optional.ofNullable(metadata.get(key)).stream())
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .collect(Collectors.toSet());
  }

  static boolean satisfies(String value, String asked) {
    String[] words = asked.strip().split("\\s+", 2);
    String operand = words.length > 1 ? words[1] : "";
    return switch (words[0]) {
      case "=", ">=" -> compare(value, operand).map(order -> order >= 0).orElse(false);
      case "<=" -> compare(value, operand).map(order -> order <= 0).orElse(false);
      case "==" -> compare(value, operand).map(order -> order == 0).orElse(false);
      case "!=" -> compare(value, operand).map(order -> order != 0).orElse(false);
      case "s==" -> value.equals(operand);
      case "s!=" -> !value.equals(operand);
      case "s<" -> value.compareTo(operand) < 0;
      case "s<=" -> value.compareTo(operand) <= 0;
      case "s>" -> value.compareTo(operand) > 0;
      case "s>=" -> value.compareTo(operand) >= 0;
      case "<in>" -> value.contains(operand);
      case "<all-in>" -> Arrays.stream(operand.split("\\s+", -1)).allMatch(value::contains);
      case "<or>" -> List.of(operand.split("\\s*<or>\\s*", -1)).contains(value);
      default -> value.equals(asked);
    };
  }

  /** As numbers; what is none satisfies nothing. */
  private static Optional<Integer> compare(String value, String operand) {
    try {
      return Optional.of(Double.compare(Double.parseDouble(value), Double.parseDouble(operand)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
