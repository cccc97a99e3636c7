package bot.orient.secrets.admin;

import static bot.orient.secrets.admin.Permission.inScope;
import static bot.orient.secrets.admin.Permission.inStore;
import static bot.orient.secrets.admin.Permission.whereVisible;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that is served: method, path, what it takes, and the permission that it needs. */
enum Route {
  OPEN_API("GET", "/v1/openapi.json", null, Takes.NOTHING),

  LIST_SECRETS(
      "GET",
      "/v1/scopes/{scope}/secrets",
      inScope("list", Subresource.METADATA),
      Takes.query("category")),
  GET_SECRET(
      "GET",
      "/v1/scopes/{scope}/secrets/{key}",
      inScope("get", Subresource.METADATA),
      Takes.NOTHING),
  SET_SECRET(
      "PUT",
      "/v1/scopes/{scope}/secrets/{key}",
      inScope("update", Subresource.VALUE),
      Takes.CONDITIONAL_BODY),
  DELETE_SECRET(
      "DELETE",
      "/v1/scopes/{scope}/secrets/{key}",
      inScope("delete", Subresource.VALUE),
      Takes.NOTHING),
  REVEAL(
      "POST",
      "/v1/scopes/{scope}/secrets/{key}/reveal",
      inScope("get", Subresource.VALUE),
      Takes.NOTHING),
  HISTORY(
      "GET",
      "/v1/scopes/{scope}/secrets/{key}/history",
      inScope("get", Subresource.HISTORY),
      Takes.NOTHING),
  IMPORT_SECRETS(
      "POST",
      "/v1/scopes/{scope}/import",
      inScope("update", Subresource.VALUE),
      Takes.REPEATABLE_BATCH),
  STATUS_OF_NAMESPACE(
      "GET", "/v1/scopes/{scope}/status", inScope("list", Subresource.METADATA), Takes.NOTHING),
  STATUS("GET", "/v1/status", whereVisible("list", Subresource.METADATA), Takes.NOTHING),
  EXPLAIN(
      "GET",
      "/v1/scopes/{scope}/secrets/{key}/explain",
      inScope("get", Subresource.METADATA),
      Takes.NOTHING),
  ROLL_BACK(
      "POST",
      "/v1/scopes/{scope}/secrets/{key}/rollback",
      inScope("update", Subresource.VALUE),
      Takes.CONDITIONAL_BODY),
  UNDELETE(
      "POST",
      "/v1/scopes/{scope}/secrets/{key}/undelete",
      inScope("update", Subresource.VALUE),
      Takes.NOTHING),
  MARK_COMPROMISED(
      "POST",
      "/v1/scopes/{scope}/secrets/{key}/compromised",
      inScope("update", Subresource.VALUE),
      Takes.BODY),
  DESTROY_SECRET(
      "DELETE",
      "/v1/scopes/{scope}/secrets/{key}/versions",
      inScope("delete", Subresource.VERSIONS),
      Takes.NOTHING),
  DESTROY_VERSION(
      "DELETE",
      "/v1/scopes/{scope}/secrets/{key}/versions/{version}",
      inScope("delete", Subresource.VERSIONS),
      Takes.NOTHING),

  GET_PROVIDER_DEFAULTS(
      "GET",
      "/v1/scopes/{scope}/provider-defaults/{name}",
      inScope("get", Subresource.PROVIDERS),
      Takes.NOTHING),
  SET_PROVIDER_DEFAULTS(
      "PUT",
      "/v1/scopes/{scope}/provider-defaults/{name}",
      inScope("update", Subresource.PROVIDERS),
      Takes.BODY),

  LIST_GRANTS(
      "GET", "/v1/scopes/{scope}/grants", inScope("list", Subresource.GRANTS), Takes.NOTHING),
  GRANT(
      "PUT",
      "/v1/scopes/{scope}/grants/{namespace}",
      inScope("update", Subresource.GRANTS),
      Takes.NOTHING),
  REVOKE(
      "DELETE",
      "/v1/scopes/{scope}/grants/{namespace}",
      inScope("update", Subresource.GRANTS),
      Takes.NOTHING),

  AUDIT_OF_SCOPE(
      "GET", "/v1/scopes/{scope}/audit", inScope("list", Subresource.AUDIT), Takes.AUDIT_QUERY),
  AUDIT("GET", "/v1/audit", inStore("list", Subresource.AUDIT), Takes.AUDIT_QUERY_WITH_SCOPE),

  START_VERIFICATION(
      "POST", "/v1/verification", inStore("create", Subresource.VERIFICATION), Takes.NOTHING),
  GET_VERIFICATION(
      "GET", "/v1/verification", inStore("get", Subresource.VERIFICATION), Takes.NOTHING),

  START_KEY_ROTATION(
      "POST",
      "/v1/scopes/{scope}/key-rotation",
      inStore("update", Subresource.KEYS),
      Takes.NOTHING),
  GET_KEY_ROTATION(
      "GET", "/v1/scopes/{scope}/key-rotation", inStore("get", Subresource.KEYS), Takes.NOTHING),
  LIST_KEY_ROTATIONS("GET", "/v1/key-rotations", inStore("list", Subresource.KEYS), Takes.NOTHING),

  DESTROY_SCOPE(
      "POST", "/v1/scopes/{scope}/destruction", inStore("delete", Subresource.KEYS), Takes.BODY),
  GET_SCOPE_DESTRUCTION(
      "GET", "/v1/scopes/{scope}/destruction", inStore("get", Subresource.KEYS), Takes.NOTHING),
  CANCEL_SCOPE_DESTRUCTION(
      "DELETE",
      "/v1/scopes/{scope}/destruction",
      inStore("delete", Subresource.KEYS),
      Takes.NOTHING);

  /** The subresources that roles name. */
  private static final class Subresource {
    static final String VALUE = "value";
    static final String METADATA = "metadata";
    static final String HISTORY = "history";
    static final String VERSIONS = "versions";
    static final String PROVIDERS = "providers";
    static final String GRANTS = "grants";
    static final String AUDIT = "audit";
    static final String VERIFICATION = "verification";
    static final String KEYS = "keys";
  }

  /**
   * What a request may carry; anything else is refused rather than ignored.
   *
   * @param largestBody in bytes; 0 for none
   * @param conditions which of {@code If-Match}, {@code If-None-Match} and {@code Idempotency-Key}
   */
  record Takes(int largestBody, Set<String> conditions, Set<String> queryParameters) {

    /**
     * The longest value of 64 KiB as base64, or with an escape for each character, and some room. A
     * value that needs more escapes fits as base64.
     */
    static final int ONE_VALUE = 136 * 1024;

    /** Some of the longest values, or very many of the usual ones. */
    static final int MANY_VALUES = 1024 * 1024;

    static final Takes NOTHING = new Takes(0, Set.of(), Set.of());
    static final Takes BODY = new Takes(ONE_VALUE, Set.of(), Set.of());
    static final Takes CONDITIONAL_BODY =
        new Takes(
            ONE_VALUE,
            Set.of(
                RequestHeader.IF_MATCH, RequestHeader.IF_NONE_MATCH, RequestHeader.IDEMPOTENCY_KEY),
            Set.of());
    static final Takes REPEATABLE_BATCH =
        new Takes(MANY_VALUES, Set.of(RequestHeader.IDEMPOTENCY_KEY), Set.of());
    static final Takes AUDIT_QUERY =
        query("key", "actor", "action", "since", "until", "before", "limit");
    static final Takes AUDIT_QUERY_WITH_SCOPE =
        query("scope", "key", "actor", "action", "since", "until", "before", "limit");

    static Takes query(String... names) {
      return new Takes(0, Set.of(), Set.of(names));
    }

    boolean body() {
      return largestBody > 0;
    }
  }

  private final String method;
  private final String template;
  private final Permission permission;
  private final Takes takes;
  private final List<String> segments;

  Route(String method, String template, Permission permission, Takes takes) {
    this.method = method;
    this.template = template;
    this.permission = permission;
    this.takes = takes;
    this.segments = Arrays.asList(template.split("/", -1));
  }

  String method() {
    return method;
  }

  /** The path with its parameters in braces. */
  String template() {
    return template;
  }

  /** Empty for what everybody may have. */
  Optional<Permission> permission() {
    return Optional.ofNullable(permission);
  }

  Takes takes() {
    return takes;
  }

  List<String> segments() {
    return segments;
  }
}
