package haneul.tools.token;

import haneul.tools.console.UserError;
import haneul.tools.openstack.ApiException;
import haneul.tools.openstack.CloudConfig;
import haneul.tools.openstack.CloudOptions;
import haneul.tools.openstack.OpenStack;
import haneul.tools.token.keystone.KeystoneDatabase;
import java.io.IOException;
import java.sql.SQLException;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Whose tokens a command is about, and how to get there. */
final class Source {
  private static final int NOT_FOUND = 404;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Mixin private CloudOptions cloud = new CloudOptions();

  /** Something to do with a database. */
  interface DatabaseWork<T> {
    T with(KeystoneDatabase database) throws SQLException, InterruptedException;
  }

  boolean isDatabase() {
    return database.url().isPresent();
  }

  <T> T inDatabase(DatabaseWork<T> work) throws IOException, InterruptedException {
    try (KeystoneDatabase opened = database.open()) {
      return work.with(opened);
    } catch (SQLException e) {
      throw new UserError("the database says: " + e.getMessage());
    }
  }

  /** What our own cloud answers on {@code path}. */
  JsonNode ask(String method, String path) {
    CloudConfig config = cloud.needed().config();
    try (OpenStack openStack = OpenStack.login(config)) {
      return openStack.identity(method, path);
    } catch (ApiException e) {
      throw new UserError(
          e.status() == NOT_FOUND
              ? config.identity()
                  + " is no Haneul cloud and cannot tell. For a Keystone give its database with --jdbc."
              : e.getMessage());
    }
  }
}
