package bot.orient.secrets.admin;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.KeyRotation;
import bot.orient.secrets.store.ScopeDestructions;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.KeyConsumers;
import bot.orient.secrets.sync.ManagedResources;

/**
 * What the API is about.
 *
 * @param anchors seals that are known outside of the store, which verification compares
 * @param catalog the keys that are known
 * @param fallbacks where values come from that the store does not have
 * @param consumers who asks for the keys
 * @param resources that the operator works on
 */
public record AdminStore(
    SecretStore secrets,
    KeyRotation keyRotation,
    ScopeDestructions scopeDestructions,
    AnchorSource anchors,
    Catalog catalog,
    Fallbacks fallbacks,
    KeyConsumers consumers,
    ManagedResources resources) {}
