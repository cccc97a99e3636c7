package bot.orient.secrets.sync;

/** Names one workload of the cluster. */
public record WorkloadId(String kind, String namespace, String name) {

  @Override
  public String toString() {
    return namespace + "/" + name + " (" + kind + ")";
  }
}
