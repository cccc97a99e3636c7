package bot.orient.secrets.admin;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.KeyRotation;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Fallbacks;

/**
 * What the API is about.
 *
 * @param anchors that a verification compares the trail with
 * @param catalog the keys that are known
 * @param fallbacks where values come from that the store does not have
 */
public record AdminStore(
    SecretStore secrets,
    KeyRotation keyRotation,
    AnchorSource anchors,
    Catalog catalog,
    Fallbacks fallbacks) {}
