package bot.orient.secrets.sync;

/** The labels, annotations and names by which the operator knows its own work again. */
public final class Markers {

  /**
   * Field manager of every server-side apply, so that GitOps tools can tell our fields from theirs.
   */
  public static final String FIELD_MANAGER = "orient-secrets-operator";

  private static final String DOMAIN = "secrets.orient.bot/";

  /** Prefix that users may not use in the labels and annotations they ask for. */
  public static final String RESERVED_PREFIX = DOMAIN;

  /**
   * Label on every Secret we project into; its value is the kind of the resource it is projected
   * for.
   */
  public static final String PROJECTED_FOR = DOMAIN + "projected-for";

  /** Label with the category of the keys. */
  public static final String CATEGORY = DOMAIN + "category";

  /**
   * Annotation on a Secret: the kind and name of the resource it is projected for, {@code
   * OrientSecret/app}.
   */
  public static final String OWNER = DOMAIN + "owner";

  /**
   * Annotation on a Secret: the uid of the resource and the name of the Secret itself. A copy of a
   * Secret, or one left behind by an earlier resource of the same name, has another one, and is
   * never removed.
   */
  public static final String PROJECTION = DOMAIN + "projection";

  /** Annotation on a Secret, {@code "true"}: somebody else made it, and keys were added to it. */
  public static final String MERGED = DOMAIN + "merged";

  /** Annotation on a Secret: one keyed fingerprint and restart rule per key. */
  public static final String KEYS = DOMAIN + "keys";

  /** Annotation on a Secret: how the workloads that use it are restarted, unless by default. */
  public static final String RESTART_RULES = DOMAIN + "restart-rules";

  /** Annotation on a workload's pod template: changes when, and only when, a restart is due. */
  public static final String RESTART_HASH = DOMAIN + "restart-hash";

  /** Annotation on a workload itself: the fingerprints that its pods started with. */
  public static final String BASELINE = DOMAIN + "baseline";

  /** Annotation on a workload itself: the restart that was begun last, and how far it is. */
  public static final String ROLLOUT = DOMAIN + "rollout";

  /** Annotation users set on a workload: {@code "false"} opts it out of restarts. */
  public static final String RESTART = DOMAIN + "restart";

  /**
   * Annotation users set on a resource of ours: any text that was not there before begins the
   * restarts that are pending now, whatever they wait for.
   */
  public static final String RESTART_NOW = DOMAIN + "restart-now";

  /**
   * Annotation users set on a resource of ours: any text that was not there before drops the
   * restarts that are pending now.
   */
  public static final String SKIP_RESTART = DOMAIN + "skip-restart";

  /**
   * Annotation on an OrientSecret: keys that stay at an earlier version since a rollout failed,
   * until a person removes it.
   */
  public static final String PINNED = DOMAIN + "pinned";

  /**
   * Annotation users set on a resource of ours, or on the ConfigMap that remembers the store: the
   * code that a status or event tells accepts what the store has after it went back.
   */
  public static final String ACKNOWLEDGE_RESTORE = DOMAIN + "acknowledge-restore";

  /** Finalizer of resources whose keys must be taken out of a Secret of somebody else's. */
  public static final String FINALIZER = DOMAIN + "unmerge";

  private Markers() {}
}
