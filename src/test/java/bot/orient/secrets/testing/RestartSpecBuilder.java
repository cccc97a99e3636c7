package bot.orient.secrets.testing;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.api.RestartSpec;
import bot.orient.secrets.api.RestartWave;
import bot.orient.secrets.api.RestartWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link RestartSpec} for a test; what is not set is left out, so that defaults apply. */
public final class RestartSpecBuilder {

  private final List<RestartWave> waves = new ArrayList<>();
  private final List<RestartWindow> windows = new ArrayList<>();
  private RestartPolicy policy;
  private String settle;
  private Boolean canary;
  private FailurePolicy onFailure;

  private RestartSpecBuilder() {}

  public static RestartSpecBuilder restart() {
    return new RestartSpecBuilder();
  }

  public RestartSpecBuilder policy(RestartPolicy value) {
    policy = value;
    return this;
  }

  /** As in a spec, such as {@code 1m30s}. */
  public RestartSpecBuilder settle(String value) {
    settle = value;
    return this;
  }

  /** A wave of the workloads that have the label. */
  public RestartSpecBuilder wave(String label, String value) {
    waves.add(new RestartWave(Map.of(label, value)));
    return this;
  }

  public RestartSpecBuilder canary() {
    canary = true;
    return this;
  }

  /**
   * A window, as in a spec.
   *
   * @param timeZone null for the default
   */
  public RestartSpecBuilder window(String schedule, String timeZone, String duration) {
    windows.add(new RestartWindow(schedule, timeZone, duration));
    return this;
  }

  public RestartSpecBuilder onFailure(FailurePolicy value) {
    onFailure = value;
    return this;
  }

  public RestartSpec build() {
    return new RestartSpec(policy, settle, orNull(waves), canary, orNull(windows), onFailure);
  }

  private static <T> List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : List.copyOf(list);
  }
}
