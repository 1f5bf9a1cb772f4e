package haneul.base.wire;

import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.PathProbe;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.SubnetId;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The records that control and agents exchange, as JSON: one property a component, ids as their
 * text. What one side does not know of the other's version is ignored; what it misses is refused.
 */
public final class HostWire {
  private static final int MAX_STRING = 1 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxStringLength(MAX_STRING)
                          .build())
                  .build())
          .addModule(ids())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private HostWire() {}

  public static byte[] bytes(HostWanted wanted) {
    return MAPPER.writeValueAsBytes(wanted);
  }

  public static byte[] bytes(HostReport report) {
    return MAPPER.writeValueAsBytes(report);
  }

  /**
   * @throws IllegalArgumentException when it is no such record; says where
   */
  public static HostWanted wanted(byte[] json) {
    return read(json, HostWanted.class);
  }

  /**
   * @throws IllegalArgumentException when it is no such record; says where
   */
  public static HostReport report(byte[] json) {
    return read(json, HostReport.class);
  }

  public static byte[] bytes(PathProbe.Message message) {
    return MAPPER.writeValueAsBytes(message);
  }

  /**
   * @throws IllegalArgumentException when it is no such record; says where
   */
  public static <T extends PathProbe.Message> T probe(byte[] json, Class<T> type) {
    return read(json, type);
  }

  private static <T> T read(byte[] json, Class<T> type) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new IllegalArgumentException("null is no " + type.getSimpleName());
      }
      return value;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  private static SimpleModule ids() {
    SimpleModule module = new SimpleModule("ids");
    module.addSerializer(Id.class, new Written());
    read(module, HostName.class, HostName::new);
    read(module, ImageId.class, ImageId::new);
    read(module, NetworkId.class, NetworkId::new);
    read(module, PortId.class, PortId::new);
    read(module, ProjectId.class, ProjectId::new);
    read(module, ServerId.class, ServerId::new);
    read(module, SubnetId.class, SubnetId::new);
    return module;
  }

  private static <T extends Id> void read(
      SimpleModule module, Class<T> type, Function<String, T> maker) {
    module.addDeserializer(type, new Read<>(maker));
  }

  private static final class Written extends ValueSerializer<Id> {
    @Override
    public void serialize(Id id, JsonGenerator out, SerializationContext context) {
      out.writeString(id.value());
    }
  }

  private static final class Read<T extends Id> extends ValueDeserializer<T> {
    private final Function<String, T> maker;

    Read(Function<String, T> maker) {
      this.maker = maker;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) {
      String text = in.getValueAsString("");
      try {
        return maker.apply(text);
      } catch (IllegalArgumentException e) {
        return context.reportInputMismatch(this, "%s", e.getMessage());
      }
    }
  }
}
