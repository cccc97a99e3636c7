{{/* A JDBC URL with the parameters for TLS. */}}
{{- define "orient.withTls" -}}
{{- $tls := .root.Values.database.tls -}}
{{- $parameters := list -}}
{{- with $tls.mode }}{{ $parameters = append $parameters (printf "sslmode=%s" .) }}{{ end -}}
{{- if or $tls.caSecret.name $tls.caConfigMap.name }}{{ $parameters = append $parameters "sslrootcert=/etc/orient/database-ca/ca.crt" }}{{ end -}}
{{- if $tls.clientSecret.name }}{{ $parameters = concat $parameters (list "sslcert=/etc/orient/database-client/tls.crt" "sslkey=/etc/orient/database-client/tls.pk8") }}{{ end -}}
{{- if $parameters -}}
{{- .url }}{{ if contains "?" .url }}&{{ else }}?{{ end }}{{ join "&" $parameters -}}
{{- else -}}
{{- .url -}}
{{- end -}}
{{- end -}}

{{- define "orient.databaseUrl" -}}
{{- if .Values.database.bundled.enabled -}}
jdbc:postgresql://{{ include "orient.fullname" . }}-postgresql:5432/orient
{{- else -}}
{{- include "orient.withTls" (dict "root" . "url" .Values.database.url) -}}
{{- end -}}
{{- end -}}

{{/* A number or a text; nothing when it is left to the operator. */}}
{{- define "orient.setting" -}}
{{- if not (kindIs "invalid" .value) }}
- name: {{ .name }}
  value: {{ if kindIs "float64" .value }}{{ int64 .value | quote }}{{ else }}{{ .value | toString | quote }}{{ end }}
{{- end }}
{{- end -}}

{{/* Variables of every process that opens the store: root, user. */}}
{{- define "orient.databaseEnv" -}}
- name: ORIENT_DATABASE_URL
  value: {{ include "orient.databaseUrl" .root | quote }}
{{- with .root.Values.database.directUrl }}
- name: ORIENT_DATABASE_DIRECT_URL
  value: {{ include "orient.withTls" (dict "root" $.root "url" .) | quote }}
{{- end }}
- name: ORIENT_DATABASE_USER
  value: {{ .user | quote }}
- name: ORIENT_DATABASE_PASSWORD_FILE
  value: /etc/orient/database/password
{{- with .root.Values.javaOptions }}
- name: JDK_JAVA_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- include "orient.setting" (dict "name" "ORIENT_LOG_LEVEL" "value" .root.Values.log.level) }}
{{- include "orient.setting" (dict "name" "ORIENT_LOG_LEVEL_LIBRARIES" "value" .root.Values.log.librariesLevel) }}
{{- include "orient.setting" (dict "name" "ORIENT_LOG_FORMAT" "value" .root.Values.log.format) }}
{{- end -}}

{{- define "orient.kekEnv" -}}
{{- if or .Values.kek.existingSecret .Values.kek.generate }}
- name: ORIENT_KEK_DIRECTORY
  value: /etc/orient/kek
{{- else if .Values.kek.directory }}
- name: ORIENT_KEK_DIRECTORY
  value: {{ .Values.kek.directory | quote }}
{{- else if .Values.kek.apiSecret.name }}
- name: ORIENT_KEK_SECRET
  value: {{ printf "%s/%s" .Values.kek.apiSecret.namespace .Values.kek.apiSecret.name | quote }}
{{- end }}
{{- with .Values.kek.kms.endpoint }}
- name: ORIENT_KEK_KMS_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- include "orient.setting" (dict "name" "ORIENT_KEK_KMS_MODE" "value" .Values.kek.kms.mode) }}
{{- end -}}

{{- define "orient.tuningEnv" -}}
{{- include "orient.setting" (dict "name" "ORIENT_LEASE_DURATION" "value" .Values.leaderElection.leaseDuration) }}
{{- include "orient.setting" (dict "name" "ORIENT_LEASE_RENEW_DEADLINE" "value" .Values.leaderElection.renewDeadline) }}
{{- include "orient.setting" (dict "name" "ORIENT_LEASE_RETRY_PERIOD" "value" .Values.leaderElection.retryPeriod) }}
{{- include "orient.setting" (dict "name" "ORIENT_RESTART_SETTLE" "value" .Values.restarts.settle) }}
{{- include "orient.setting" (dict "name" "ORIENT_RESTART_MAX_CONCURRENT" "value" .Values.restarts.maxConcurrent) }}
{{- include "orient.setting" (dict "name" "ORIENT_RESTART_MAX_CONCURRENT_PER_NAMESPACE" "value" .Values.restarts.maxConcurrentPerNamespace) }}
{{- include "orient.setting" (dict "name" "ORIENT_RESTART_PROGRESS_DEADLINE" "value" .Values.restarts.progressDeadline) }}
{{- include "orient.setting" (dict "name" "ORIENT_KEPT_VERSIONS" "value" .Values.store.keptVersions) }}
{{- include "orient.setting" (dict "name" "ORIENT_UNDELETE_WINDOW" "value" .Values.store.undeleteWindow) }}
{{- include "orient.setting" (dict "name" "ORIENT_SCOPE_DESTROY_DELAY" "value" .Values.store.scopeDestroyDelay) }}
{{- include "orient.setting" (dict "name" "ORIENT_FEED_POLL" "value" .Values.store.feedPoll) }}
{{- include "orient.setting" (dict "name" "ORIENT_KEY_POLL" "value" .Values.store.keyPoll) }}
{{- include "orient.setting" (dict "name" "ORIENT_SEED_MAX_AGE" "value" .Values.store.seedMaxAge) }}
{{- include "orient.setting" (dict "name" "ORIENT_REENCRYPTION_RATE" "value" .Values.store.reencryptionRate) }}
{{- include "orient.setting" (dict "name" "ORIENT_SEALING_KEY_MAX_AGE" "value" .Values.store.sealingKeyMaxAge) }}
{{- include "orient.setting" (dict "name" "ORIENT_THREADS" "value" .Values.threads) }}
{{- end -}}

{{- define "orient.auditEnv" -}}
{{- include "orient.setting" (dict "name" "ORIENT_AUDIT_SEAL_EVERY" "value" .Values.audit.sealEvery) }}
{{- include "orient.setting" (dict "name" "ORIENT_AUDIT_EMPTY_SEAL_EVERY" "value" .Values.audit.emptySealEvery) }}
{{- include "orient.setting" (dict "name" "ORIENT_AUDIT_LAG_LIMIT" "value" .Values.audit.lagLimit) }}
{{- include "orient.setting" (dict "name" "ORIENT_AUDIT_RETENTION" "value" .Values.audit.retention) }}
{{- end -}}

{{- define "orient.databaseMounts" -}}
- name: tmp
  mountPath: /tmp
- name: database
  mountPath: /etc/orient/database
  readOnly: true
{{- if or .Values.database.tls.caSecret.name .Values.database.tls.caConfigMap.name }}
- name: database-ca
  mountPath: /etc/orient/database-ca
  readOnly: true
{{- end }}
{{- if .Values.database.tls.clientSecret.name }}
- name: database-client
  mountPath: /etc/orient/database-client
  readOnly: true
{{- end }}
{{- end -}}

{{/* root, and secret and key of the password. */}}
{{- define "orient.databaseVolumes" -}}
{{- $tls := .root.Values.database.tls -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .root.Values.tmpSizeLimit }}
- name: database
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items:
    - key: {{ .key }}
      path: password
{{- if $tls.caSecret.name }}
- name: database-ca
  secret:
    secretName: {{ $tls.caSecret.name }}
    items:
    - key: {{ $tls.caSecret.key }}
      path: ca.crt
{{- else if $tls.caConfigMap.name }}
- name: database-ca
  configMap:
    name: {{ $tls.caConfigMap.name }}
    items:
    - key: {{ $tls.caConfigMap.key }}
      path: ca.crt
{{- end }}
{{- if $tls.clientSecret.name }}
- name: database-client
  secret:
    secretName: {{ $tls.clientSecret.name }}
    defaultMode: 0440
    items:
    - key: {{ $tls.clientSecret.certKey }}
      path: tls.crt
    - key: {{ $tls.clientSecret.keyKey }}
      path: tls.pk8
{{- end }}
{{- end -}}

{{- define "orient.kekMounts" -}}
{{- if include "orient.kekSecret" . }}
- name: kek
  mountPath: /etc/orient/kek
  readOnly: true
{{- end }}
{{- if .Values.kek.kms.hostPath }}
- name: kms
  mountPath: {{ .Values.kek.kms.endpoint | trimPrefix "unix://" | dir }}
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "orient.kekVolumes" -}}
{{- if include "orient.kekSecret" . }}
- name: kek
  secret:
    secretName: {{ include "orient.kekSecret" . }}
    defaultMode: 0440
{{- end }}
{{- if .Values.kek.kms.hostPath }}
- name: kms
  hostPath:
    path: {{ .Values.kek.kms.hostPath }}
    type: Directory
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What all pods of the operator's image share. */}}
{{- define "orient.podBasics" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
{{- range . }}
- name: {{ . }}
{{- end }}
{{- end }}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
