package bot.orient.secrets.admin;

import bot.orient.secrets.catalog.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** What each route does. */
final class Endpoints {

  private static final String OPEN_API = "openapi.json";

  private Endpoints() {}

  /** Has an endpoint for every route. */
  static Map<Route, Endpoint> of(
      AdminStore store, Verification verification, AccessReviews access, InstantSource clock) {
    Catalog catalog = store.catalog();
    SecretViews views = new SecretViews(catalog, store.fallbacks());
    SecretEndpoints secrets = new SecretEndpoints(store.secrets(), views);
    ImportEndpoint imports = new ImportEndpoint(store.secrets(), views);
    RemovalEndpoints removal = new RemovalEndpoints(store.secrets());
    ProviderEndpoints providers = new ProviderEndpoints(store.secrets());
    GrantEndpoints grants = new GrantEndpoints(store.secrets());
    AuditEndpoints audit = new AuditEndpoints(store.secrets());
    ExplainEndpoint explain =
        new ExplainEndpoint(
            store.secrets(),
            store.consumers(),
            views,
            store.fallbacks(),
            new ConsumerSight(access));
    StatusEndpoint status =
        new StatusEndpoint(
            store.resources(),
            new StoreHealth(store.secrets(), store.keyRotation(), clock),
            new RememberedReviews(access, clock));
    VerificationEndpoints verifications = new VerificationEndpoints(verification);
    KeyRotationEndpoints keys = new KeyRotationEndpoints(store.keyRotation());
    ScopeDestructionEndpoints destructions =
        new ScopeDestructionEndpoints(
            store.secrets(),
            store.scopeDestructions(),
            store.consumers(),
            new ConsumerSight(access));
    byte[] document = openApi();
    Endpoint searchAudit = Endpoint.of(AuditRequest::of, audit::search);

    Map<Route, Endpoint> all = new EnumMap<>(Route.class);
    all.put(Route.OPEN_API, (request, actor) -> Answers.document(document));
    all.put(Route.LIST_SECRETS, Endpoint.of(ListRequest::of, secrets::list));
    all.put(Route.GET_SECRET, Endpoint.of(SecretAddress::of, secrets::get));
    all.put(Route.SET_SECRET, Endpoint.of(ValueRequest::of, secrets::set));
    all.put(Route.IMPORT_SECRETS, Endpoint.of(ImportBatch::of, imports::run));
    all.put(Route.REVEAL, Endpoint.of(SecretAddress::of, secrets::reveal));
    all.put(Route.HISTORY, Endpoint.of(SecretAddress::of, secrets::history));
    all.put(Route.EXPLAIN, Endpoint.of(ExplainRequest::of, explain::explain));
    all.put(Route.STATUS_OF_NAMESPACE, Endpoint.of(StatusRequest::of, status::ofNamespace));
    all.put(Route.STATUS, Endpoint.of(StatusRequest::of, status::ofAll));
    all.put(Route.ROLL_BACK, Endpoint.of(RollbackBody::of, secrets::rollBack));
    all.put(Route.MARK_COMPROMISED, Endpoint.of(CompromiseRequest::of, secrets::markCompromised));
    all.put(Route.DELETE_SECRET, Endpoint.of(SecretAddress::of, removal::delete));
    all.put(Route.UNDELETE, Endpoint.of(SecretAddress::of, removal::undelete));
    all.put(Route.DESTROY_SECRET, Endpoint.of(SecretAddress::of, removal::destroy));
    all.put(Route.DESTROY_VERSION, Endpoint.of(VersionAddress::of, removal::destroyVersion));
    all.put(Route.GET_PROVIDER_DEFAULTS, Endpoint.of(ProviderAddress::of, providers::get));
    all.put(
        Route.SET_PROVIDER_DEFAULTS,
        Endpoint.of(request -> ProviderRequest.of(request, catalog), providers::set));
    all.put(Route.LIST_GRANTS, Endpoint.of(ApiRequest::scope, grants::list));
    all.put(Route.GRANT, Endpoint.of(GrantRequest::of, grants::grant));
    all.put(Route.REVOKE, Endpoint.of(GrantAddress::of, grants::revoke));
    all.put(Route.AUDIT_OF_SCOPE, searchAudit);
    all.put(Route.AUDIT, searchAudit);
    all.put(Route.START_VERIFICATION, Endpoint.of(Function.identity(), verifications::start));
    all.put(Route.GET_VERIFICATION, Endpoint.of(Function.identity(), verifications::get));
    all.put(Route.START_KEY_ROTATION, Endpoint.of(ApiRequest::scope, keys::start));
    all.put(Route.GET_KEY_ROTATION, Endpoint.of(ApiRequest::scope, keys::get));
    all.put(Route.LIST_KEY_ROTATIONS, Endpoint.of(Function.identity(), keys::list));
    all.put(Route.DESTROY_SCOPE, Endpoint.of(ScopeDestructionRequest::of, destructions::ask));
    all.put(Route.GET_SCOPE_DESTRUCTION, Endpoint.of(ApiRequest::scope, destructions::get));
    all.put(Route.CANCEL_SCOPE_DESTRUCTION, Endpoint.of(ApiRequest::scope, destructions::cancel));
    return all;
  }

  static byte[] openApi() {
    try (InputStream document = Endpoints.class.getResourceAsStream(OPEN_API)) {
      return document.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
