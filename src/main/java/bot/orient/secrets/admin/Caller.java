package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import java.util.List;
import java.util.Map;

/** Who calls, as the API server knows them. */
record Caller(String user, String uid, List<String> groups, Map<String, List<String>> extra) {

  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
  private static final String SOURCE = "admin API";

  Caller {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  Actor actor() {
    return new Actor(
        user,
        user.startsWith(SERVICE_ACCOUNT) ? Actor.Kind.SERVICE_ACCOUNT : Actor.Kind.USER,
        SOURCE);
  }
}
