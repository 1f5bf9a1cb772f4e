package haneul.app.shape;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may see whom, by name. The design page says why. */
final class Layers {
  private static final Pattern SERVICE =
      Pattern.compile("haneul\\.services\\.(\\w+)(\\.(\\w+))?.*");
  private static final String DOMAIN = "haneul.services.*.domain..";
  private static final List<String> CONTROL_LAYERS =
      List.of("contract", "ops", "reconcile", "store");

  private Layers() {}

  static Map<String, ArchRule> rules() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put(
        "base sees nobody",
        sees("base", "platform", "services", "drivers", "agent", "tools", "app"));
    rules.put(
        "platform sees base", sees("platform", "services", "drivers", "agent", "tools", "app"));
    rules.put("services see platform", sees("services", "drivers", "agent", "tools", "app"));
    rules.put("drivers see base", sees("drivers", "platform", "services", "agent", "tools", "app"));
    rules.put("the agent sees drivers", sees("agent", "platform", "services", "tools", "app"));
    rules.put(
        "tools see public APIs only",
        sees("tools", "base", "platform", "services", "drivers", "agent", "app"));
    rules.put(
        "the lab knows the program from outside",
        sees("app.lab", "base", "platform", "services", "agent", "app.cli"));
    rules.put("nobody sees lab and bench", laboratories());
    rules.put("the driver interface sees no driver", driverInterface());
    rules.put("services see each other's contract only", contractsOnly());
    rules.put("network, image, identity do not see compute", computeIsLast());
    rules.put("services do not go in circles", circles("haneul.services.(*).."));
    rules.put("a domain does no I/O", domainsArePure());
    rules.put("a domain is given the time and its luck", domainsAreGivenTime());
    rules.put("SQL is in store", sqlIsInStore());
    rules.put("http does not touch the store", httpDoesNotTouchTheStore());
    rules.put("only the command line prints", onlyTheCommandLinePrints());
    for (String module : List.of("platform", "drivers", "agent", "tools", "app")) {
      rules.put(
          module + "'s packages do not go in circles", circles("haneul." + module + ".(*).."));
    }
    for (String service : List.of("identity", "image", "network", "compute")) {
      rules.put(
          service + "'s packages do not go in circles",
          circles("haneul.services." + service + ".(*).."));
    }
    return rules;
  }

  /** A module, and the ones it must not see. */
  private static ArchRule sees(String module, String... others) {
    String[] packages = new String[others.length];
    for (int i = 0; i < others.length; i++) {
      packages[i] = "haneul." + others[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage("haneul." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .allowEmptyShould(true);
  }

  private static ArchRule laboratories() {
    return noClasses()
        .that()
        .resideOutsideOfPackages("haneul.lab..", "haneul.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("haneul.lab..", "haneul.bench..");
  }

  private static ArchRule driverInterface() {
    return noClasses()
        .that()
        .resideInAPackage("haneul.drivers.spi..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("haneul.drivers..")
                .and(not(resideInAPackage("haneul.drivers.spi.."))));
  }

  private static ArchRule contractsOnly() {
    return classes()
        .that()
        .resideInAPackage("haneul.services..")
        .should(
            new ArchCondition<>("see no other service but its contract") {
              @Override
              public void check(JavaClass one, ConditionEvents events) {
                Matcher mine = SERVICE.matcher(one.getPackageName());
                for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                  Matcher theirs = SERVICE.matcher(dependency.getTargetClass().getPackageName());
                  if (mine.matches()
                      && theirs.matches()
                      && !mine.group(1).equals(theirs.group(1))
                      && !"contract".equals(theirs.group(3))) {
                    events.add(SimpleConditionEvent.violated(one, dependency.getDescription()));
                  }
                }
              }
            });
  }

  private static ArchRule computeIsLast() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            "haneul.services.network..", "haneul.services.image..", "haneul.services.identity..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("haneul.services.compute..");
  }

  private static ArchRule circles(String pattern) {
    return slices().matching(pattern).should().beFreeOfCycles().allowEmptyShould(true);
  }

  private static ArchRule domainsArePure() {
    return noClasses()
        .that()
        .resideInAPackage(DOMAIN)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "org.jooq..",
                    "java.sql..",
                    "javax.sql..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.net.http..",
                    "haneul.platform.store..",
                    "haneul.platform.saga..",
                    "haneul.platform.link..",
                    "haneul.platform.http..")
                .and(
                    not(com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName("Times"))))
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.net\\.(Server|Datagram)?Socket|java\\.io\\.File.*");
  }

  private static ArchRule domainsAreGivenTime() {
    return noClasses()
        .that()
        .resideInAPackage(DOMAIN)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Random.class, ThreadLocalRandom.class);
  }

  private static ArchRule sqlIsInStore() {
    return noClasses()
        .that()
        .resideInAPackage("haneul.services..")
        .and()
        .resideOutsideOfPackage("haneul.services.*.store..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jooq..");
  }

  /** Only contract, ops, reconcile, store and the class that wires a service know transactions. */
  private static ArchRule httpDoesNotTouchTheStore() {
    return classes()
        .that()
        .resideInAPackage("haneul.services..")
        .should(
            new ArchCondition<>("touch the store only from " + CONTROL_LAYERS) {
              @Override
              public void check(JavaClass one, ConditionEvents events) {
                Matcher mine = SERVICE.matcher(one.getPackageName());
                if (!mine.matches()
                    || mine.group(3) == null
                    || CONTROL_LAYERS.contains(mine.group(3))) {
                  return;
                }
                for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                  JavaClass target = dependency.getTargetClass();
                  if (target.getPackageName().equals("haneul.platform.store")
                      && !target.getSimpleName().equals("Times")) {
                    events.add(SimpleConditionEvent.violated(one, dependency.getDescription()));
                  }
                }
              }
            });
  }

  /** A crash point says goodbye on the error stream, as nothing else is left to it. */
  private static ArchRule onlyTheCommandLinePrints() {
    return noClasses()
        .that()
        .resideOutsideOfPackages("haneul.app..", "haneul.lab..", "haneul.bench..")
        .and()
        .doNotHaveFullyQualifiedName("haneul.base.CrashPoint")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err");
  }
}
