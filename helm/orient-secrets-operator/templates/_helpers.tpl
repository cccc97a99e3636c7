{{- define "orient.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Short enough for the suffixes. */}}
{{- define "orient.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "orient.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "orient.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Names of objects outside of any namespace must differ between releases of the same name. */}}
{{- define "orient.clusterName" -}}
{{- if eq .Release.Namespace (include "orient.fullname" .) -}}
{{- include "orient.fullname" . -}}
{{- else -}}
{{- printf "%s-%s" .Release.Namespace (include "orient.fullname" .) | trunc 200 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "orient.selectorLabels" -}}
app.kubernetes.io/name: {{ include "orient.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "orient.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "orient.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* None that changes with the chart's version alone: that would restart pods for nothing. */}}
{{- define "orient.podLabels" -}}
{{ include "orient.selectorLabels" . }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "orient.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "orient.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name: name the ServiceAccount that is there already, or set serviceAccount.create" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "orient.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Whether this is a real install, which can look into the cluster; "helm template" cannot. */}}
{{- define "orient.seesCluster" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" }}yes{{ end -}}
{{- end -}}

{{/* Of a Secret that is made when there is none, and never touched again. */}}
{{- define "orient.madeOnce" -}}
helm.sh/hook: pre-install,pre-upgrade
# Never one that is there already, as Helm's default would: only one that could not be made.
helm.sh/hook-delete-policy: hook-failed
helm.sh/resource-policy: keep
{{- end -}}

{{- define "orient.kekSecret" -}}
{{- if .Values.kek.generate -}}
{{- include "orient.fullname" . }}-kek
{{- else -}}
{{- .Values.kek.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "orient.userRoles" -}}
{{- if kindIs "invalid" .Values.rbac.userRoles }}{{ if not .Values.watchNamespaces }}yes{{ end }}{{ else if .Values.rbac.userRoles }}yes{{ end -}}
{{- end -}}

{{- define "orient.adminTlsSecret" -}}
{{- if .Values.admin.tls.certManager.enabled -}}
{{- include "orient.fullname" . }}-admin-tls
{{- else -}}
{{- .Values.admin.tls.existingSecret -}}
{{- end -}}
{{- end -}}

{{/* What the operator would refuse at its start, or what would lose data, is refused here. */}}
{{- define "orient.validate" -}}
{{- $database := .Values.database -}}
{{- $kek := .Values.kek -}}
{{- if and (not $database.url) (not $database.bundled.enabled) -}}
{{- fail "no database: set database.url and database.passwordSecret.name, or for a trial database.bundled.enabled=true" -}}
{{- end -}}
{{- if and $database.url $database.bundled.enabled -}}
{{- fail "database.url and database.bundled.enabled are both set: keep one" -}}
{{- end -}}
{{- if and $database.url (not $database.passwordSecret.name) (not $database.tls.clientSecret.name) -}}
{{- fail "database.passwordSecret.name: name the Secret with the password of the database role, such as one made with: kubectl create secret generic orient-database --from-literal=password=..." -}}
{{- end -}}
{{- if and $database.url (not $database.passwordSecret.name) -}}
{{- fail "database.passwordSecret.name: the operator asks for a password even with a client certificate; name a Secret with one" -}}
{{- end -}}
{{- if and $database.tls.caSecret.name $database.tls.caConfigMap.name -}}
{{- fail "database.tls.caSecret and database.tls.caConfigMap are both set: keep one" -}}
{{- end -}}
{{- if and $database.bundled.enabled (or $database.directUrl $database.tls.mode $database.tls.caSecret.name $database.tls.caConfigMap.name $database.tls.clientSecret.name) -}}
{{- fail "database.bundled has neither TLS nor a pooler: unset database.directUrl and database.tls, or bring a PostgreSQL of your own" -}}
{{- end -}}
{{- if and $database.bundled.enabled (or .Values.migration.enabled .Values.audit.sealer.enabled) -}}
{{- fail "migration.enabled and audit.sealer.enabled need database roles, which database.bundled does not have: bring a PostgreSQL of your own" -}}
{{- end -}}
{{- $sources := list -}}
{{- if $kek.existingSecret }}{{ $sources = append $sources "kek.existingSecret" }}{{ end -}}
{{- if $kek.apiSecret.name }}{{ $sources = append $sources "kek.apiSecret" }}{{ end -}}
{{- if $kek.directory }}{{ $sources = append $sources "kek.directory" }}{{ end -}}
{{- if $kek.generate }}{{ $sources = append $sources "kek.generate" }}{{ end -}}
{{- if gt (len $sources) 1 -}}
{{- fail (printf "%s are set: keep only one source of key-encryption keys" (join " and " $sources)) -}}
{{- end -}}
{{- if and (not $sources) (not $kek.kms.endpoint) -}}
{{- fail "no key-encryption key: set kek.existingSecret to a Secret made with: kubectl create secret generic orient-kek --from-literal=active=k1 --from-literal=k1=$(openssl rand -base64 32); or kek.apiSecret, kek.kms.endpoint, kek.directory; or for a trial kek.generate=true" -}}
{{- end -}}
{{- if and $kek.kms.mode (not (and $sources $kek.kms.endpoint)) -}}
{{- fail "kek.kms.mode is for moving a store: set kek.kms.endpoint and one other source too, or unset it" -}}
{{- end -}}
{{- if and $kek.kms.hostPath (not $kek.kms.endpoint) -}}
{{- fail "kek.kms.endpoint: say where the socket in kek.kms.hostPath is, such as unix:///var/run/kms/plugin.sock" -}}
{{- end -}}
{{- if and $kek.apiSecret.name (not $kek.apiSecret.namespace) -}}
{{- fail "kek.apiSecret.namespace: say where the Secret is" -}}
{{- end -}}
{{- if and (gt (int .Values.replicas) 1) (not .Values.leaderElection.enabled) -}}
{{- fail "replicas is more than 1: set leaderElection.enabled=true, or both would write" -}}
{{- end -}}
{{- if and .Values.migration.enabled (not .Values.migration.passwordSecret.name) -}}
{{- fail "migration.passwordSecret.name: name the Secret with the password of the role that owns the schema" -}}
{{- end -}}
{{- if and .Values.audit.sealer.enabled (not .Values.audit.sealer.passwordSecret.name) -}}
{{- fail "audit.sealer.passwordSecret.name: name the Secret with the password of the sealer's role" -}}
{{- end -}}
{{- if and .Values.catalog.extension .Values.catalog.existingConfigMap.name -}}
{{- fail "catalog.extension and catalog.existingConfigMap are both set: keep one" -}}
{{- end -}}
{{- if and .Values.defaults.values .Values.defaults.existingSecret.name -}}
{{- fail "defaults.values and defaults.existingSecret are both set: keep one" -}}
{{- end -}}
{{- if and .Values.admin.tls.certManager.enabled .Values.admin.tls.existingSecret -}}
{{- fail "admin.tls.existingSecret and admin.tls.certManager.enabled are both set: keep one" -}}
{{- end -}}
{{- if and .Values.admin.tls.certManager.enabled (not .Values.admin.tls.certManager.issuerRef.name) -}}
{{- fail "admin.tls.certManager.issuerRef.name: name the Issuer or ClusterIssuer" -}}
{{- end -}}
{{- if and .Values.admin.enabled .Values.monitoring.enabled (eq (int .Values.admin.port) (int .Values.monitoring.port)) -}}
{{- fail "admin.port and monitoring.port are the same: change one" -}}
{{- end -}}
{{- if and (not .Values.monitoring.enabled) (or .Values.monitoring.serviceMonitor.enabled .Values.monitoring.prometheusRule.enabled) -}}
{{- fail "monitoring.serviceMonitor and monitoring.prometheusRule need monitoring.enabled" -}}
{{- end -}}
{{- end -}}
