{{/* What the operator does in the namespaces that it works in. ChartRightsIT holds that nothing is missing and nothing is too much. */}}
{{- define "orient.workRules" -}}
- apiGroups: [secrets.orient.bot]
  resources: [orientsecrets, providerdefaults]
  # patch: the finalizer of merged Secrets, and the annotation of pinned keys. get: once more, when somebody else wrote meanwhile.
  verbs: [get, list, watch, patch]
- apiGroups: [secrets.orient.bot]
  resources: [orientsecrets/status, providerdefaults/status]
  verbs: [patch]
- apiGroups: [""]
  resources: [secrets]
  # get: a Secret that is in the way, or that values are imported from.
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [events]
  verbs: [create]
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
- apiGroups: [apps]
  resources: [deployments, statefulsets, daemonsets]
  verbs: [list, watch, patch]
- apiGroups: [apps]
  resources: [replicasets, controllerrevisions]
  verbs: [list]
{{- if .Values.rbac.argoRollouts }}
- apiGroups: [argoproj.io]
  resources: [rollouts]
  verbs: [list, watch, patch]
{{- end }}
{{- end -}}

{{- define "orient.viewStore" -}}
- apiGroups: [secrets.orient.bot]
  resources: [orientsecrets/metadata]
  verbs: [get, list]
- apiGroups: [secrets.orient.bot]
  resources: [orientsecrets/history, orientsecrets/providers]
  verbs: [get]
{{- end -}}
