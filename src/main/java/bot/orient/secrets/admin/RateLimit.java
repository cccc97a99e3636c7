package bot.orient.secrets.admin;

/**
 * How often something may happen.
 *
 * @param burst at once, 1 or more
 * @param perSecond in the long run, 1 or more
 */
record RateLimit(int burst, int perSecond) {}
