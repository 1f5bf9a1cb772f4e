package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whatever a client sends, reading it gives a value within bounds or a 400. */
final class FieldsPropertyTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<Consumer<Fields>> ACCESSORS =
      List.of(
          fields -> fields.has("f"),
          fields -> fields.isNull("f"),
          Fields::names,
          fields -> fields.any("f"),
          fields -> fields.string("f", 1, 5).ifPresent(s -> assertThat(s.length()).isBetween(1, 5)),
          fields -> fields.requiredString("f", 0, 10),
          fields -> fields.matching("f", Pattern.compile("[a-z]+"), "lower case"),
          fields -> fields.oneOf("f", List.of("a", "b")),
          fields -> fields.integer("f", -3, 7).ifPresent(i -> assertThat(i).isBetween(-3, 7)),
          fields -> fields.integer("f", Integer.MIN_VALUE, Integer.MAX_VALUE),
          fields -> fields.requiredInteger("f", 0, 1),
          fields -> fields.bool("f"),
          fields -> fields.object("f").ifPresent(Fields::rejectOthers),
          fields -> fields.requiredObject("f"),
          fields -> fields.list("f", 2),
          fields -> fields.objects("f", 3),
          fields -> fields.strings("f", 3, 3),
          fields -> fields.stringMap("f", 2, 3, 3),
          Fields::rejectOthers);

  private static void onlyA400(Runnable read) {
    try {
      read.run();
    } catch (CloudException e) {
      assertThat(e.kind()).isEqualTo(ErrorKind.BAD_REQUEST);
      assertThat(e.message().length()).isLessThan(2_000);
    }
  }

  @Property(tries = 500)
  void anyJsonGivesAValueOrA400(@ForAll("nodes") JsonNode value) {
    ObjectNode body = Json.object();
    body.set("f", value);
    for (Consumer<Fields> accessor : ACCESSORS) {
      onlyA400(() -> accessor.accept(Fields.of(body, "")));
      onlyA400(() -> accessor.accept(Fields.of(value, "path")));
    }
  }

  @Property(tries = 1_000)
  void anyBytesGiveJsonOrA400(@ForAll byte[] body) {
    onlyA400(() -> Fields.of(Json.parse(body), ""));
  }

  @Property(tries = 1_000)
  void anyQueryGivesValuesOrA400(@ForAll("queries") String raw) {
    onlyA400(() -> {
      Query query = Query.parse(raw);
      for (String name : query.names()) {
        onlyA400(() -> query.integer(name, 0));
        onlyA400(() -> query.bool(name));
      }
    });
  }

  @Property(tries = 500)
  void decodingUndoesEncoding(@ForAll("texts") String text) {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    assertThat(Query.decode(encoded)).isEqualTo(text);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("abc %+&=/?하늘é\n")
        .withCharRange('\u4e00', '\u4e20')
        .ofMaxLength(20);
  }

  @Provide
  Arbitrary<String> queries() {
    return Arbitraries.strings().withChars("ab&=%+;0123f\u00ff\u0000\u1234").ofMaxLength(30);
  }

  @Provide
  Arbitrary<JsonNode> nodes() {
    return nodes(3);
  }

  private static Arbitrary<JsonNode> nodes(int depth) {
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            Arbitraries.of((JsonNode) JSON.nullNode(), JSON.booleanNode(true)),
            Arbitraries.of("true", "FALSE", "1", "-9", "99999999999999999999", "1e3", "a", "")
                .map(JSON::stringNode),
            Arbitraries.strings().ofMaxLength(8).map(JSON::stringNode),
            Arbitraries.longs().map(JSON::numberNode),
            Arbitraries.bigIntegers()
                .between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40))
                .map(FieldsPropertyTest::number),
            Arbitraries.doubles().map(JSON::numberNode),
            Arbitraries.bigDecimals()
                .between(BigDecimal.TEN.pow(20).negate(), BigDecimal.TEN.pow(20))
                .map(FieldsPropertyTest::number));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<JsonNode> inner = nodes(depth - 1);
    Arbitrary<JsonNode> arrays =
        inner
            .list()
            .ofMaxSize(4)
            .map(items -> {
              ArrayNode array = JSON.arrayNode();
              items.forEach(array::add);
              return array;
            });
    Arbitrary<JsonNode> objects =
        Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), inner)
            .ofMaxSize(4)
            .map(entries -> {
              ObjectNode object = JSON.objectNode();
              entries.forEach(object::set);
              return object;
            });
    return Arbitraries.oneOf(scalars, arrays, objects).withoutEdgeCases();
  }

  private static JsonNode number(BigInteger value) {
    return JSON.numberNode(value);
  }

  private static JsonNode number(BigDecimal value) {
    return JSON.numberNode(value);
  }
}
