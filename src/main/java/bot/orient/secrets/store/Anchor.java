package bot.orient.secrets.store;

/**
 * A seal that is known outside of the database, so that nobody can cut the trail's end off, or put
 * another one in its place, by changing the database alone.
 *
 * @param sealNumber from 1
 */
public record Anchor(long sealNumber, SealHash sealHash) {}
