package haneul.services.image.ops;

import haneul.base.CrashPoint;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.http.ClientNetwork;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.platform.turn.Turns;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageLimits;
import haneul.services.image.domain.ImageRules;
import haneul.services.image.domain.ImageStatus;
import haneul.services.image.store.ImageRows;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Gives an image its content.
 *
 * <pre>
 * claim     queued becomes saving, for this upload alone       a transaction
 * receive   into incoming/: hashed, inspected, on the disk     no transaction
 * keep      renamed into the images directory                  no transaction
 * publish   saving becomes active, with sizes and hashes       a transaction
 * </pre>
 *
 * What fails between claim and publish removes the file and gives the image back as queued. A
 * program that dies there leaves a saving row and perhaps a file; {@link RecoverImages} does the
 * same for them. Races: a second upload finds the image not queued and gets 409; an image deleted
 * meanwhile is missed at publish, whose file then goes, and the upload gets 410.
 */
public final class UploadImage {
  private static final System.Logger LOG = System.getLogger(UploadImage.class.getName());

  private static final int MOST_WAITING = 200;

  private final Store store;
  private final InstantSource clock;
  private final ImageFiles files;
  private final Intake intake;
  private final ImageLimits limits;
  private final Turns turns;

  public UploadImage(
      Store store,
      InstantSource clock,
      ImageFiles files,
      ImageLimits limits,
      LongConsumer received) {
    this.store = store;
    this.clock = clock;
    this.files = files;
    this.intake = new Intake(files, limits, received);
    this.limits = limits;
    this.turns =
        new Turns(new Turns.Bounds(limits.maxUploads(), MOST_WAITING, limits.uploadPatience()));
  }

  /**
   * Uploads {@code body}, whose length the sender may have told.
   *
   * @param address of the sender: neither he nor his project has all the turns
   */
  public void run(Caller caller, String address, String id, InputStream body, OptionalLong length)
      throws IOException, InterruptedException {
    try (Turns.Turn _ = turn(caller, address)) {
      String uploadId = Id.newUuid();
      Image image = store.write(tx -> claim(tx, caller, id, uploadId));
      CrashPoint.reach("image-upload/claimed");
      upload(image, uploadId, body, length);
    }
  }

  private Turns.Turn turn(Caller caller, String address) throws InterruptedException {
    String project = caller.project().map(ProjectId::value).orElse(caller.user().value());
    return turns
        .take(
            List.of(
                new Turns.Share("project " + project, limits.maxUploadsOfProject()),
                new Turns.Share(
                    "address " + ClientNetwork.of(address), limits.maxUploadsOfAddress())),
            false)
        .orElseThrow(() ->
            CloudException.of(
                    ErrorKind.TOO_MANY_REQUESTS,
                    "TooManyUploads",
                    "Too many uploads of your project, from your address, or in all are under way;"
                        + " try later.")
                .withHeader("Retry-After", "10"));
  }

  private Image claim(Tx tx, Caller caller, String id, String uploadId) {
    Image image = Lookup.owned(tx, caller, id, "upload_image");
    ImageRules.requireUploadable(image);
    if (!ImageRows.claim(tx, image.id(), uploadId, clock.instant())) {
      throw ImageRules.statusConflict(ImageStatus.SAVING, ImageStatus.SAVING);
    }
    return image;
  }

  private void upload(Image image, String uploadId, InputStream body, OptionalLong length)
      throws IOException {
    String file = ImageFiles.newName(image.id());
    String diskFormat = image.attributes().diskFormat().orElseThrow();
    boolean published = false;
    try {
      Image.Content content = intake.receive(file, diskFormat, body, length);
      published =
          store.write(tx -> ImageRows.publish(tx, image.id(), uploadId, content, clock.instant()));
      CrashPoint.reach("image-upload/published");
      if (!published) {
        throw ImageRules.deletedDuringUpload(image.id());
      }
    } finally {
      if (!published) {
        undo(image.id(), uploadId, file);
      }
    }
  }

  /**
   * Never hides the failure that led here; what it cannot undo, the next start does. A transaction
   * whose answer was lost may have published: only a file that no row has is removed.
   */
  private void undo(ImageId id, String uploadId, String file) {
    try {
      boolean kept =
          store.write(tx -> {
            ImageRows.release(tx, id, uploadId, clock.instant());
            return ImageRows.has(tx, id, file);
          });
      if (!kept) {
        files.discard(file);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "image " + id + ": an upload could not be undone", e);
    }
  }
}
