package haneul.services.image;

import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.platform.http.ServiceApi;
import haneul.platform.store.Store;
import haneul.services.image.contract.Images;
import haneul.services.image.domain.ImageLimits;
import haneul.services.image.http.ImageApi;
import haneul.services.image.ops.CreateImage;
import haneul.services.image.ops.DeleteImage;
import haneul.services.image.ops.DownloadImage;
import haneul.services.image.ops.ImageFiles;
import haneul.services.image.ops.ImagesForOthers;
import haneul.services.image.ops.Members;
import haneul.services.image.ops.ReadImages;
import haneul.services.image.ops.RecoverImages;
import haneul.services.image.ops.RegisterImage;
import haneul.services.image.ops.UpdateImage;
import haneul.services.image.ops.UploadImage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** The image service. {@link #recover} first, then serve. */
public final class ImageService implements AutoCloseable {
  private final ImageFiles files;
  private final RecoverImages recover;
  private final RegisterImage register;
  private final Images contract;
  private final ServiceApi api;

  /**
   * @param directory for the images' content, this program's alone; made when it is not there
   */
  public ImageService(
      Store store, InstantSource clock, Path directory, ImageLimits limits, MeterRegistry metrics) {
    Counter uploaded = counter(metrics, "haneul.image.uploaded", "Bytes of images received");
    Counter downloaded = counter(metrics, "haneul.image.downloaded", "Bytes of images sent");
    this.files = new ImageFiles(directory);
    this.recover = new RecoverImages(store, clock, files);
    this.register = new RegisterImage(store, clock, files, limits);
    this.contract = new ImagesForOthers(store, files);
    this.api =
        ImageApi.of(
            new ImageApi.Operations(
                new CreateImage(store, clock, limits),
                new ReadImages(store),
                new UpdateImage(store, clock, limits),
                new DeleteImage(store, files),
                new UploadImage(store, clock, files, limits, uploaded::increment),
                new DownloadImage(store, files, downloaded::increment),
                new Members(store, clock, limits)),
            limits);
  }

  private static Counter counter(MeterRegistry metrics, String name, String description) {
    return Counter.builder(name).description(description).baseUnit("bytes").register(metrics);
  }

  /** Takes hold of the directory and mends what a killed program left. Before serving. */
  public void recover() throws IOException {
    files.open();
    recover.run();
  }

  /** The API to serve. */
  public ServiceApi api() {
    return api;
  }

  /** What other services may know of images. */
  public Images contract() {
    return contract;
  }

  /** Whether {@code owner} has a public image of this name, so that none need be made. */
  public boolean hasPublic(ProjectId owner, String name) {
    return register.isThere(owner, name);
  }

  /**
   * Makes sure that {@code owner} has a public image of this name, from a local file when there is
   * none. Safe to repeat, whatever died before.
   */
  public ImageId ensurePublic(
      ProjectId owner, String name, String diskFormat, Map<String, String> properties, Path file)
      throws IOException {
    return register.run(owner, name, diskFormat, properties, file);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
