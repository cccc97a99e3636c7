package bot.orient.secrets.kubernetes;

/**
 * Why a value could not be imported.
 *
 * @param message for people, to follow the name of the key
 * @param sourceAbsent whether the source is merely not there yet, which is no problem while the
 *     store has a value
 */
record ImportProblem(String message, boolean sourceAbsent) {}
