package bot.orient.secrets.chaos;

import java.util.Map;
import java.util.Set;

/**
 * What is seen of a Secret and its OrientSecret at one moment.
 *
 * @param data as the API server has it; empty for a Secret that is not there
 * @param watched as the watch told it last
 * @param conditions of the OrientSecret that are true of the spec as it is
 */
record SecretSight(Map<String, String> data, Map<String, String> watched, Set<String> conditions) {

  SecretSight {
    data = Map.copyOf(data);
    watched = Map.copyOf(watched);
    conditions = Set.copyOf(conditions);
  }
}
