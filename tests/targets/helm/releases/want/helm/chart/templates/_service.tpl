{{- /* Labels by which every object of a service is known. */ -}}
{{- define "service.labels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- range $key, $value := .Values.labels }}
{{ $key | quote }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{- /* What selects its pods. A selector never changes: the name alone. */ -}}
{{- define "service.selector" -}}
app.kubernetes.io/name: {{ .Values.name | quote }}
{{- end }}

{{- /* The image: the digest that is given; else what runs already, which a delivery has brought; else one that nobody
has, so that nothing runs before its first delivery. */ -}}
{{- define "service.image" -}}
{{- $image := printf "%s@%s" .Values.image.repository (.Values.image.digest | default .Values.image.absent) -}}
{{- if not .Values.image.digest -}}
{{- $running := lookup "apps/v1" "Deployment" .Release.Namespace .Values.name -}}
{{- range (dig "spec" "template" "spec" "containers" (list) $running) -}}
{{- if eq .name $.Values.name -}}{{- $image = .image -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- $image -}}
{{- end }}

{{- /* How the platform asks whether a container is well. */ -}}
{{- define "service.askedAt" -}}
{{- if .path -}}
httpGet:
  path: {{ .path | quote }}
  port: {{ int .port }}
  scheme: {{ .scheme | quote }}
{{- else -}}
tcpSocket:
  port: {{ int .port }}
{{- end }}
timeoutSeconds: {{ int .timeout }}
{{- end }}

{{- define "service.asked" -}}
{{ include "service.askedAt" . }}
periodSeconds: {{ int .interval }}
failureThreshold: {{ int .unhealthy }}
{{- end }}
