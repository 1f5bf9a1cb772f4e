package haneul.services.identity.ops;

import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.PolicyDocument;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.store.PolicyRows;
import java.util.List;
import java.util.function.UnaryOperator;

/** Keeps policies for others; nothing of ours reads them. */
public final class PolicyDocuments {
  private final Store store;

  public PolicyDocuments(Store store) {
    this.store = store;
  }

  private static PolicyDocument find(Tx tx, String id) {
    return PolicyRows.find(tx, id).orElseThrow(() -> Directory.notFound("policy", id));
  }

  public PolicyDocument find(String id) {
    return store.read(tx -> find(tx, id));
  }

  public List<PolicyDocument> list(Selection selection) {
    return store.read(tx -> PolicyRows.list(tx, selection));
  }

  public PolicyDocument create(PolicyDocument policy) {
    return store.write(tx -> {
      PolicyRows.insert(tx, policy);
      return policy;
    });
  }

  /** Changes a policy; {@code change} must be pure. */
  public PolicyDocument update(String id, UnaryOperator<PolicyDocument> change) {
    return store.write(tx -> {
      PolicyDocument after = change.apply(find(tx, id));
      PolicyRows.update(tx, after);
      return after;
    });
  }

  public void delete(String id) {
    store.run(tx -> {
      find(tx, id);
      PolicyRows.delete(tx, id);
    });
  }
}
