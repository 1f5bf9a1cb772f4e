package haneul.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Samples of one figure. */
final class Figures {
  private final String name;
  private final String unit;
  private final List<Double> samples = new ArrayList<>();

  Figures(String name, String unit) {
    this.name = name;
    this.unit = unit;
  }

  void add(double sample) {
    samples.add(sample);
  }

  double median() {
    return samples.stream().sorted().toList().get(samples.size() / 2);
  }

  void print() {
    System.out.printf(
        Locale.ROOT,
        "%-58s %10.3f %s (min %.3f, max %.3f, n %d)%n",
        name,
        median(),
        unit,
        samples.stream().mapToDouble(Double::doubleValue).min().orElse(0),
        samples.stream().mapToDouble(Double::doubleValue).max().orElse(0),
        samples.size());
  }
}
