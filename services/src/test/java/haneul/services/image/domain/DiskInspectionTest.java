package haneul.services.image.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are what they say, and bytes that are not. */
final class DiskInspectionTest {
  private static final long LIMIT = 1L << 44;

  private record Bytes(byte[] all) implements ImageBytes {
    @Override
    public long size() {
      return all.length;
    }

    @Override
    public byte[] read(long offset, int length) {
      int from = (int) Math.min(offset, all.length);
      return Arrays.copyOfRange(all, from, Math.min(all.length, from + length));
    }
  }

  private static long inspect(String format, byte[] bytes) {
    return DiskInspection.virtualSize(format, new Bytes(bytes), LIMIT);
  }

  private static void assertRefused(String format, byte[] bytes, String why) {
    assertThatExceptionOfType(CloudException.class)
        .isThrownBy(() -> inspect(format, bytes))
        .withMessageContaining(why)
        .satisfies(
            e -> assertThat(e.kind()).isIn(ErrorKind.UNSUPPORTED_MEDIA_TYPE, ErrorKind.TOO_LARGE));
  }

  @Test
  void aGoodQcow2TellsTheSizeOfItsDisk() {
    assertThat(inspect("qcow2", new Qcow2Bytes().bytes())).isEqualTo(Qcow2Bytes.VIRTUAL_SIZE);
    // Version 2, zstd, and a harmless extension are good as well.
    assertThat(inspect("qcow2", new Qcow2Bytes().put4(4, 2).bytes())).isPositive();
    byte[] zstd = new Qcow2Bytes().put8(72, 8).put4(100, 112).put4(104, 0x01000000).bytes();
    assertThat(inspect("qcow2", zstd)).isPositive();
    byte[] named = new Qcow2Bytes().put4(104, 0x6803f857).put4(108, 48).bytes();
    assertThat(inspect("qcow2", named)).isPositive();
  }

  /** Offset, width in bytes, value, what the refusal says. */
  @ParameterizedTest
  @CsvSource({
    "0, 4, 0x51464900, does not begin as a qcow2",
    "4, 4, 1, of version 1",
    "4, 4, 4, of version 4",
    "4, 4, -1, of version 4294967295",
    "8, 8, 112, backing file",
    "8, 8, -1, backing file",
    "20, 4, 8, clusters are of 2^8",
    "20, 4, 22, clusters are of 2^22",
    "20, 4, 63, clusters are of 2^63",
    "20, 4, -1, clusters are of 2^4294967295",
    "24, 8, 0, would be empty",
    "24, 8, -1, bytes large",
    "24, 8, 0x7fffffffffffffff, bytes large",
    "24, 8, 0x100000000001, bytes large",
    "24, 8, 0x80000000, L1 table does not fit",
    "32, 4, 1, encrypted",
    "32, 4, 2, encrypted",
    "36, 4, 0, L1 table does not fit",
    "36, 4, -1, L1 table does not fit",
    "36, 4, 0x400000, L1 table is not within",
    "40, 8, 0, L1 table is not within",
    "40, 8, 512, L1 table is not within",
    "40, 8, 0x40000, L1 table is not within",
    "40, 8, -65536, L1 table is not within",
    "40, 8, 0x7fffffffffff0000, L1 table is not within",
    "48, 8, 0, refcount table is not within",
    "48, 8, 0x7fffffffffff0000, refcount table is not within",
    "56, 4, 0, refcount table is empty or too large",
    "56, 4, 129, refcount table is empty or too large",
    "56, 4, -1, refcount table is empty or too large",
    "60, 4, 1, snapshot table is not within",
    "60, 4, -1, too many internal snapshots",
    "72, 8, 1, dirty or corrupt",
    "72, 8, 2, dirty or corrupt",
    "72, 8, 4, external data file",
    "72, 8, 8, compressed in an unknown way",
    "72, 8, 0x20, incompatible bits 0x20",
    "72, 8, -9223372036854775808, incompatible bits 0x8000000000000000",
    "88, 8, 2, external data file",
    "96, 4, 7, reference counts",
    "96, 4, -1, reference counts",
    "100, 4, 72, header says it is 72",
    "100, 4, 105, header says it is 105",
    "100, 4, 65544, header says it is 65544",
    "100, 4, -8, header says it is 4294967288",
    "104, 4, 0x44415441, external data file",
    "104, 4, 0x0537be77, encrypted",
    "131072, 8, 0x40000, L2 table is not within",
    "131072, 8, 0x00fffffffffffe00, L2 table is not within",
    "131072, 8, 512, L2 table is not within",
  })
  void aQcow2WithOneFieldWrongIsRefused(int offset, int width, String value, String why) {
    long number = Long.decode(value);
    Qcow2Bytes file = new Qcow2Bytes();
    assertRefused(
        "qcow2",
        (width == 4 ? file.put4(offset, (int) number) : file.put8(offset, number)).bytes(),
        why);
  }

  @Test
  void extensionsThatDoNotEndAreRefused() {
    Qcow2Bytes endless = new Qcow2Bytes();
    for (int at = 104; at < 104 + 8 * 100; at += 8) {
      endless.put4(at, 0x12345678);
    }
    assertRefused("qcow2", endless.bytes(), "do not end");
    byte[] beyond = new Qcow2Bytes().put4(104, 1).put4(108, -1).bytes();
    assertRefused("qcow2", beyond, "do not end");
  }

  @Test
  void aQcow2CutShortAnywhereIsRefusedOrWhole() {
    byte[] whole = new Qcow2Bytes().bytes();
    for (int length : new int[] {0, 3, 4, 71, 72, 103, 104, 65_536, 131_072, 131_079, 196_608}) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(CloudException.class)
          .as("%d", length)
          .isThrownBy(() -> inspect("qcow2", cut));
    }
  }

  @Test
  void randomDamageIsRefusedOrHarmlessButNeverADefect() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = new Qcow2Bytes().bytes();
      for (int j = 0; j < 3; j++) {
        damaged[4 + random.nextInt(140)] = (byte) random.nextInt();
      }
      try {
        assertThat(inspect("qcow2", damaged)).isBetween(1L, LIMIT);
      } catch (CloudException refused) {
        assertThat(refused.kind()).isNotEqualTo(ErrorKind.INTERNAL);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QFI\u00fb",
        "QED\0",
        "KDMV",
        "COWD",
        "# Disk DescriptorFile\nversion=1\n",
        "# a comment\n\n# another\nversion=1\n",
        "vhdxfile",
        "conectix",
        "LUKS\u00ba\u00be",
        "WithoutFreeSpace",
        "WithouFreSpacExt",
        "Bochs Virtual HD Image",
        "#!/bin/sh\n#V2.0 Format"
      })
  void aRawImageInAnotherFormatIsRefused(String beginning) {
    byte[] bytes = new byte[100_000];
    byte[] mark = beginning.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(mark, 0, bytes, 0, mark.length);
    assertRefused("raw", bytes, "does not match disk_format 'raw'");
    assertRefused("raw", mark, "does not match disk_format 'raw'");
  }

  @Test
  void marksFurtherInAreSeen() {
    byte[] vdi = new byte[1000];
    System.arraycopy(new byte[] {0x7f, 0x10, (byte) 0xda, (byte) 0xbe}, 0, vdi, 0x40, 4);
    assertRefused("raw", vdi, "it is vdi");
    byte[] vhd = new byte[4096];
    System.arraycopy("conectix".getBytes(StandardCharsets.US_ASCII), 0, vhd, 4096 - 512, 8);
    assertRefused("raw", vhd, "it is vhd");
  }

  @Test
  void plainDisksAreRaw() {
    byte[] disk = new byte[4096];
    disk[510] = 0x55;
    disk[511] = (byte) 0xaa;
    assertThat(inspect("raw", disk)).isEqualTo(4096);
    assertThat(inspect("raw", new byte[] {1})).isEqualTo(1);
    byte[] script = "#!/bin/sh\necho hello\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(inspect("raw", script)).isEqualTo(script.length);
    assertRefused("raw", new byte[0], "would be empty");
  }

  @Test
  void anIsoHasItsMark() {
    byte[] iso = new byte[50_000];
    System.arraycopy("CD001".getBytes(StandardCharsets.US_ASCII), 0, iso, 0x8001, 5);
    assertThat(inspect("iso", iso)).isEqualTo(50_000);
    assertRefused("iso", new byte[50_000], "no ISO 9660");
    assertRefused("iso", new byte[100], "no ISO 9660");
    System.arraycopy("KDMV".getBytes(StandardCharsets.US_ASCII), 0, iso, 0, 4);
    assertRefused("iso", iso, "it is vmdk");
  }
}
