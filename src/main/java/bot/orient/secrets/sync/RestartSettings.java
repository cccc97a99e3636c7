package bot.orient.secrets.sync;

import java.time.Duration;

/**
 * The operator's settings for restarts.
 *
 * @param settle how long to wait after a change for further ones, where a spec does not say
 * @param maxConcurrent rollouts at once in all namespaces together
 * @param maxConcurrentPerNamespace rollouts at once in one namespace
 * @param progressDeadline after which a rollout counts as failed, for kinds of workloads that have
 *     no deadline of their own
 */
public record RestartSettings(
    Duration settle, int maxConcurrent, int maxConcurrentPerNamespace, Duration progressDeadline) {}
