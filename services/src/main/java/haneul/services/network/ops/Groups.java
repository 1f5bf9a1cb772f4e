package haneul.services.network.ops;

import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.SecurityRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Security groups and rules as users ask for them, each request one transaction. */
public final class Groups {
  private final Store store;
  private final DefaultGroup defaultGroup;
  private final SecurityGroups groups;

  /** A group to make. */
  public record Draft(ProjectId project, String name, String description) {}

  /** A rule to make, of groups that have yet to be found. */
  public record RuleDraft(
      String group,
      Optional<String> remoteGroup,
      BiFunction<SecurityGroup, Optional<SecurityGroupId>, SecurityRule> rule) {}

  public Groups(Store store, DefaultGroup defaultGroup, SecurityGroups groups) {
    this.store = store;
    this.defaultGroup = defaultGroup;
    this.groups = groups;
  }

  /** Whoever looks finds the default group; the first look makes it. */
  private void ensureDefault(Caller caller) {
    Optional<ProjectId> project = caller.project();
    if (project.isPresent() && !store.read(tx -> DefaultGroup.exists(tx, project.get()))) {
      store.run(tx -> defaultGroup.of(tx, project.get()));
    }
  }

  public List<SecurityGroup> list(Caller caller, PageRequest page) {
    ensureDefault(caller);
    return store.read(tx -> ReadNetworks.groups(tx, caller, page));
  }

  public SecurityGroup find(Caller caller, String id) {
    return store.read(tx -> ReadNetworks.group(tx, caller, id));
  }

  /** All of them or none. */
  public List<SecurityGroup> create(List<Draft> drafts) {
    return store.write(tx -> {
      List<SecurityGroup> created = new ArrayList<>();
      for (Draft draft : drafts) {
        defaultGroup.of(tx, draft.project());
        created.add(groups.create(tx, draft.project(), draft.name(), draft.description()));
      }
      return created;
    });
  }

  public SecurityGroup change(
      Caller caller, String id, Optional<String> name, Optional<String> description) {
    return store.write(tx -> {
      groups.change(tx, ReadNetworks.group(tx, caller, id), name, description);
      return ReadNetworks.group(tx, caller, id);
    });
  }

  public void delete(Caller caller, String id) {
    store.run(tx -> groups.delete(tx, caller, ReadNetworks.group(tx, caller, id)));
  }

  public List<SecurityRule> listRules(Caller caller, PageRequest page) {
    ensureDefault(caller);
    return store.read(tx -> ReadNetworks.rules(tx, caller, page));
  }

  public SecurityRule findRule(Caller caller, String id) {
    return store.read(tx -> ReadNetworks.rule(tx, caller, id));
  }

  /** All of them or none. */
  public List<SecurityRule> createRules(Caller caller, List<RuleDraft> drafts) {
    return store.write(tx -> {
      List<SecurityRule> created = new ArrayList<>();
      for (RuleDraft draft : drafts) {
        created.add(createRule(tx, caller, draft));
      }
      return created;
    });
  }

  private SecurityRule createRule(Tx tx, Caller caller, RuleDraft draft) {
    SecurityGroup group = ReadNetworks.group(tx, caller, draft.group());
    Optional<SecurityGroupId> remote =
        draft.remoteGroup().map(id -> ReadNetworks.group(tx, caller, id).id());
    SecurityRule rule = draft.rule().apply(group, remote);
    groups.addRule(tx, group, rule);
    return rule;
  }

  public void deleteRule(Caller caller, String id) {
    store.run(tx -> groups.deleteRule(tx, ReadNetworks.rule(tx, caller, id)));
  }
}
