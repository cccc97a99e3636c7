package bot.orient.secrets.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the key-encryption keys stand.
 *
 * @param states by key id
 * @param rotatingTo the key that a rotation under way is to promote
 * @param messages what that waits for, what is refused, what is wrong with the key source of a
 *     replica; empty when all is well
 */
public record KekStatus(
    Map<String, KekState> states, Optional<String> rotatingTo, List<String> messages) {}
