package bot.orient.secrets.chaos;

/** Where a value is in the store. */
record StoreKey(String scope, String key) {

  @Override
  public String toString() {
    return scope + "/" + key;
  }
}
