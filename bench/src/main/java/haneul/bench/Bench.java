package haneul.bench;

import java.util.List;

/** Runs benchmarks and prints, for each figure, what it is compared with. */
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> what = List.of(arguments);
    if (what.isEmpty()) {
      System.err.println(
          "usage: bench/run start|boot|api|flood|tls|guard|identity|tokens|scale|claims|lab|all");
      System.exit(2);
    }
    boolean all = what.contains("all");
    if (all || what.contains("start")) {
      StartBench.run();
    }
    if (all || what.contains("api")) {
      ApiBench.run();
    }
    if (all || what.contains("flood")) {
      FloodBench.run();
    }
    if (all || what.contains("tls")) {
      TlsBench.run();
    }
    if (all || what.contains("boot")) {
      BootBench.run();
    }
    if (all || what.contains("identity")) {
      IdentityBench.run();
    }
    if (all || what.contains("tokens")) {
      TokensBench.run();
    }
    if (all || what.contains("claims")) {
      ClaimBench.run();
    }
    if (all || what.contains("scale")) {
      ScaleBench.run();
    }
    if (all || what.contains("lab")) {
      LabBench.run();
    }
    if (all || what.contains("guard")) {
      GuardBench.run();
    }
  }
}
