package bot.orient.secrets.chaos;

import java.util.List;
import java.util.Map;

/**
 * What is seen of a Deployment at one moment.
 *
 * @param rolledOut whether nothing is left to do for its controller
 * @param startedWith for each pod that is to stay the values, by secret/key, that it started with
 */
record DeploymentSight(boolean rolledOut, List<Map<String, String>> startedWith) {

  DeploymentSight {
    startedWith = List.copyOf(startedWith);
  }
}
