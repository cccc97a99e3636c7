package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One key of the store and its place in the Secret. */
@ValidationRule(
    value = "!(has(self.sealedValue) && has(self.secretKeyRef))",
    message = "sealedValue cannot be used with secretKeyRef: a value has one origin",
    fieldPath = ".sealedValue")
@ValidationRule(
    value = "!(has(self.generate) && (has(self.sealedValue) || has(self.secretKeyRef)))",
    message = "generate cannot be used with sealedValue or secretKeyRef: a value has one origin",
    fieldPath = ".generate")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeySpec(
    @JsonPropertyDescription(
            "The name of the key in the store, such as OPENAI_API_KEY: a letter or underscore, then letters, digits, dots, dashes or"
                + " underscores.")
        @Required
        @Pattern("^[A-Za-z_][A-Za-z0-9_.-]*$")
        @Size(max = 253)
        String key,
    @JsonPropertyDescription(
            "The name of the key in the Secret. Default: the same as in the store. No two keys may have the same.")
        @Pattern("^[-._a-zA-Z0-9]+$")
        @Size(max = 253)
        String as,
    @JsonPropertyDescription(
            "What the value is for, for people. Recorded in the store with imported values. Never put a value here.")
        @Size(max = 1024)
        String description,
    @JsonPropertyDescription(
            "Whether the Secret may be projected without this key. Default: false, the first projection waits until every required"
                + " key has a value.")
        Boolean optional,
    @JsonPropertyDescription(
            "When a change of the value restarts the workloads that use it. Always: every one. IfEnvironment: only those that"
                + " read it from an environment variable or a subPath mount, which Kubernetes does not refresh in a running pod."
                + " Never: none. Default: what the catalog says of the key, else Always.")
        RestartRule restart,
    @JsonPropertyDescription(
            "Imports the value from a Secret of the same namespace: each change there becomes a new version in the store, once. Until"
                + " that Secret exists, the store's own value is used.")
        SecretKeyReference secretKeyRef,
    @JsonPropertyDescription(
            "Holds the key at this version of the store, counted from 1, whatever is written later. It wins over the version that a key"
                + " was put back to after a failed rollout, which is not done for a key that is held, and over all other sources of"
                + " values. While the store has no such version, Ready is False with reason VersionNotFound and the value projected"
                + " last stays. Default: the newest version.")
        @Min(1)
        @Max(KeySpec.MAX_VERSION)
        Long version,
    @JsonPropertyDescription(
            "How old a value may become before it is to be rotated, such as 90d or 12h. From 1h to 3650d. Counted from when the version in"
                + " use was written to the store; then condition RotationDue is True, until another value is written. The value stays"
                + " in use. Default: any age.")
        @Pattern("^([0-9]{1,5}d)?([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?$")
        @Size(min = 2, max = 24)
        String rotateEvery,
    @JsonPropertyDescription(
            "When the value stops working at its issuer, in the form of RFC 3339, such as 2027-01-31T00:00:00Z. From then on condition"
                + " RotationDue is True, until a value is written after that moment; when you renew it earlier, write the new date here."
                + " The value stays in use. Default: never.")
        @Pattern(
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?[-+:Z0-9]{1,6}$")
        @Size(max = 40)
        String expires,
    @JsonPropertyDescription(
            "The value, sealed for this scope and key by the command seal of the operator's jar, which makes it safe to keep in Git. Each"
                + " sealed text becomes a version in the store once, in the scope of the namespace only; it is not taken over again"
                + " when the store has another value since or the key was deleted, nor when another text for the key was sealed"
                + " later. Condition SealedValuesTaken tells. Not together with secretKeyRef or generate. Never put a value here as it is.")
        @Pattern("^osv1\\.[A-Za-z0-9_-]+$")
        @Size(max = KeySpec.MAX_SEALED_VALUE)
        @NeverQuoted
        String sealedValue,
    @JsonPropertyDescription(
            "Makes the value, once: when the store never had one for this key in the scope of the namespace. A value that was written or"
                + " generated before is never replaced, and one that was deleted stays deleted until it is undeleted or written."
                + " Not together with secretKeyRef or sealedValue.")
        GenerateSpec generate) {

  /** In characters, that of a value of 64 KiB. */
  public static final int MAX_SEALED_VALUE = 87_824;

  /** Far beyond what a store holds, and exact in any reader of JSON. */
  static final long MAX_VERSION = 1_000_000_000;
}
