package haneul.services.image.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.image.domain.Image;
import haneul.services.image.ops.DownloadImage;
import haneul.services.image.ops.UploadImage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The content of images: up, and down whole or in part. */
final class FileHandlers {
  private static final String OCTETS = "application/octet-stream";
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  private final UploadImage upload;
  private final DownloadImage download;

  FileHandlers(UploadImage upload, DownloadImage download) {
    this.upload = upload;
    this.download = download;
  }

  Response put(Request request) throws IOException, InterruptedException {
    String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase(OCTETS)) {
      throw CloudException.of(
          ErrorKind.UNSUPPORTED_MEDIA_TYPE,
          "UnsupportedMediaType",
          "The body of an upload must be of Content-Type " + OCTETS + ", not '" + type + "'.");
    }
    Optional<String> wanted = request.header("X-Image-Meta-Store");
    if (wanted.isPresent() && !wanted.get().equals(ImageJson.STORE)) {
      throw CloudException.badRequest("Unknown scheme '" + wanted.get() + "' found in URI");
    }
    upload.run(
        request.caller(),
        request.remoteAddress(),
        request.param("image_id"),
        request.stream(),
        length(request));
    return ImageHandlers.noContent();
  }

  private static OptionalLong length(Request request) {
    Optional<String> text = request.header("Content-Length");
    return text.isPresent() && text.get().matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text.get()))
        : OptionalLong.empty();
  }

  Response get(Request request) {
    Image image = download.find(request.caller(), request.param("image_id"));
    if (image.content().isEmpty()) {
      return ImageHandlers.noContent();
    }
    Image.Content content = image.content().get();
    long size = content.sizeBytes();
    Optional<String> range = request.header("Range");
    if (range.isEmpty()) {
      return new Response(
              200,
              Map.of(),
              new Response.Stream(out -> download.write(content, 0, size, out), size, OCTETS))
          .with("Content-MD5", content.md5())
          .with("Accept-Ranges", "bytes");
    }
    return part(content, range.get());
  }

  /** One range, as RFC 9110 has it; from there to the end, the last so many, or from to. */
  private Response part(Image.Content content, String range) {
    long size = content.sizeBytes();
    Matcher parts = RANGE.matcher(range);
    if (!parts.matches() || (parts.group(1).isEmpty() && parts.group(2).isEmpty())) {
      throw badRange(range, size);
    }
    long first;
    long last = size - 1;
    if (parts.group(1).isEmpty()) {
      first = Math.max(0, size - Long.parseLong(parts.group(2)));
    } else {
      first = Long.parseLong(parts.group(1));
      if (!parts.group(2).isEmpty()) {
        last = Math.min(last, Long.parseLong(parts.group(2)));
      }
    }
    if (first > last) {
      throw badRange(range, size);
    }
    long length = last - first + 1;
    return new Response(
            206,
            Map.of(),
            new Response.Stream(out -> download.write(content, first, length, out), length, OCTETS))
        .with("Content-Range", "bytes " + first + "-" + last + "/" + size);
  }

  private static CloudException badRange(String range, long size) {
    return CloudException.of(
            ErrorKind.BAD_REQUEST,
            "RangeNotSatisfiable",
            "Range '" + range + "' is not a range of the image's " + size + " bytes.")
        .withHeader("Content-Range", "bytes */" + size);
  }
}
