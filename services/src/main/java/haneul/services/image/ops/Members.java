package haneul.services.image.ops;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageLimits;
import haneul.services.image.domain.ImageMember;
import haneul.services.image.domain.ImageRules;
import haneul.services.image.domain.Visibility;
import haneul.services.image.store.MemberRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Sharing: the owner says with which projects, each of them says whether it wants the image in its
 * lists. Owner and administrator see all members, a member sees itself.
 */
public final class Members {
  private final Store store;
  private final InstantSource clock;
  private final ImageLimits limits;

  public Members(Store store, InstantSource clock, ImageLimits limits) {
    this.store = store;
    this.clock = clock;
    this.limits = limits;
  }

  /** The members the caller may know of. */
  public List<ImageMember> list(Caller caller, String id) {
    return store.read(tx -> {
      Image image = shared(tx, caller, id, "get_members");
      return MemberRows.of(tx, image.id()).stream()
          .filter(member -> knows(caller, image, member))
          .toList();
    });
  }

  /** One member; 404 when there is none the caller may know of. */
  public ImageMember one(Caller caller, String id, String project) {
    return store.read(tx -> member(tx, caller, shared(tx, caller, id, "get_member"), project));
  }

  /** Shares the image with a project. */
  public ImageMember add(Caller caller, String id, ProjectId project) {
    return store.write(tx -> {
      Image image = shared(tx, caller, id, "add_member");
      ImageRules.requireOwner(caller, image, "add_member");
      int members = MemberRows.of(tx, image.id()).size();
      ImageRules.requireAtMost(limits.maxMembers(), members + 1, "image members");
      Instant now = clock.instant();
      ImageMember member = new ImageMember(image.id(), project, "pending", now, now);
      if (!MemberRows.insert(tx, member)) {
        throw CloudException.conflict(
            "Duplicate", "Member " + project + " is duplicated for image " + id);
      }
      return member;
    });
  }

  /** Lets the member itself say what it thinks of it. */
  public ImageMember setStatus(Caller caller, String id, String project, String status) {
    return store.write(tx -> {
      Image image = shared(tx, caller, id, "modify_member");
      ImageMember member = member(tx, caller, image, project);
      if (!caller.sees(member.project())) {
        throw ImageRules.forbidden("modify_member");
      }
      Instant now = clock.instant();
      MemberRows.setStatus(tx, image.id(), project, status, now);
      return new ImageMember(image.id(), member.project(), status, member.createdAt(), now);
    });
  }

  /** Stops sharing with a project. */
  public void remove(Caller caller, String id, String project) {
    store.run(tx -> {
      Image image = shared(tx, caller, id, "delete_member");
      ImageRules.requireOwner(caller, image, "delete_member");
      if (!MemberRows.delete(tx, image.id(), project)) {
        throw noMember(id, project);
      }
    });
  }

  private static Image shared(Tx tx, Caller caller, String id, String action) {
    Image image = Lookup.visible(tx, caller, id);
    if (image.attributes().visibility() != Visibility.SHARED) {
      if (caller.sees(image.attributes().owner())) {
        throw CloudException.forbidden("Only shared images have members.");
      }
      throw ImageRules.forbidden(action);
    }
    return image;
  }

  private static ImageMember member(Tx tx, Caller caller, Image image, String project) {
    return MemberRows.find(tx, image.id(), project)
        .filter(found -> knows(caller, image, found))
        .orElseThrow(() -> noMember(image.id().value(), project));
  }

  private static boolean knows(Caller caller, Image image, ImageMember member) {
    return caller.sees(image.attributes().owner()) || caller.sees(member.project());
  }

  private static CloudException noMember(String id, String project) {
    return CloudException.notFound(
        "MemberNotFound", project + " not found in the member list of the image " + id + ".");
  }
}
