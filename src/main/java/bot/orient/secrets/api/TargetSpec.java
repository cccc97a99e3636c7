package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** The Secret that is projected into. */
@ValidationRule(
    value =
        "!(has(self.creationPolicy) && self.creationPolicy == 'Merge' && has(self.immutable) && self.immutable)",
    message =
        "immutable cannot be used with creationPolicy Merge: the Secret belongs to somebody else",
    fieldPath = ".immutable")
@ValidationRule(
    value = "!(has(self.creationPolicy) && self.creationPolicy == 'Merge' && has(self.type))",
    message = "type cannot be used with creationPolicy Merge: the Secret belongs to somebody else",
    fieldPath = ".type")
@ValidationRule(
    value = "!(has(self.type) && self.type == 'kubernetes.io/service-account-token')",
    message =
        "type kubernetes.io/service-account-token cannot be used: Kubernetes itself fills such Secrets",
    fieldPath = ".type")
@ValidationRule(
    value = "!(has(self.labels) && 'app.kubernetes.io/instance' in self.labels)",
    message =
        "app.kubernetes.io/instance is how Argo CD marks what it applied, and it deletes what is marked but not in Git: leave it out",
    fieldPath = ".labels")
@ValidationRule(
    value = "!(has(self.labels) && 'argocd.argoproj.io/instance' in self.labels)",
    message =
        "argocd.argoproj.io/instance is how Argo CD marks what it applied, and it deletes what is marked but not in Git: leave it out",
    fieldPath = ".labels")
@ValidationRule(
    value = "!(has(self.annotations) && 'argocd.argoproj.io/tracking-id' in self.annotations)",
    message =
        "argocd.argoproj.io/tracking-id is how Argo CD marks what it applied, and it deletes what is marked but not in Git: leave it out",
    fieldPath = ".annotations")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TargetSpec(
    @JsonPropertyDescription(
            "The name of the Secret. Default: the name of this resource. After a change of the name the old Secret is removed, or kept"
                + " if deletionPolicy is Retain.")
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
        @Size(max = 253)
        String name,
    @JsonPropertyDescription(
            "The type of the Secret. Default: Opaque. Kubernetes does not let a type change, so after a change here the Secret is"
                + " removed and created anew. kubernetes.io/service-account-token is refused.")
        @Pattern("^[-._a-zA-Z0-9/]+$")
        @Size(max = 253)
        String type,
    @JsonPropertyDescription(
            "Labels to set on the Secret. At most 64. Names under secrets.orient.bot/ are the operator's own, and those by which Argo"
                + " CD tells what it applied (app.kubernetes.io/instance, argocd.argoproj.io/instance) are refused.")
        @Size(max = 64)
        Map<
                String,
                @Pattern("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$") @Size(max = 63) String>
            labels,
    @JsonPropertyDescription(
            "Annotations to set on the Secret. At most 64, together at most 128 KiB. Names under secrets.orient.bot/ are the"
                + " operator's own, and Argo CD's argocd.argoproj.io/tracking-id is refused.")
        @Size(max = 64)
        Map<String, @Size(max = 65536) String> annotations,
    @JsonPropertyDescription(
            "Owner: the operator creates the Secret and refuses one that somebody else made. Merge: the keys are added to a Secret that"
                + " somebody else made (or will make), and nothing else in it is touched. Default: Owner.")
        CreationPolicy creationPolicy,
    @JsonPropertyDescription(
            "What happens when this resource is deleted, or the grant of its scope is taken back. Delete: the Secret goes with it (with"
                + " creationPolicy Merge: the keys it added). Retain: everything stays as it is. Default: Delete. The values in the"
                + " store always stay.")
        DeletionPolicy deletionPolicy,
    @JsonPropertyDescription(
            "Whether to mark the Secret immutable, which spares the nodes from watching it. A change of a value then removes it and"
                + " creates it anew. Default: false.")
        Boolean immutable,
    @JsonPropertyDescription(
            "Files to put into the Secret beside the keys, at most 32: text by name, such as .env or config.json, each up to 32768"
                + " characters. {{NAME}} stands for the value of the key that has this name in the Secret (its as); it must be one of"
                + " the spec's and not optional. Helpers escape a part of the text: {{#json}}{{NAME}}{{/json}} is a JSON string with"
                + " its quotes, base64, urlencode, and quote (single quotes, as a shell reads them) likewise; {{#base64}}{{USER}}:{{PASSWORD}}{{/base64}}"
                + " is basic authentication. {{! is a comment. No other tag of Mustache is supported. A file restarts its users by the"
                + " strictest restart rule of the keys in it, also when its text is edited here. Never put a value here.")
        @Size(max = 32)
        Map<String, @Size(max = 32768) String> template) {}
