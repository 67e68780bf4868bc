package generate

import (
	"net/netip"
	"slices"
	"strings"

	"conformance/request"
)

// aim makes a request satisfy what a rule demands, as far as a request can.
func (w *world) aim(r *request.Request, rule fields) {
	if entries, ok := rule["from"].([]any); ok {
		w.aimSource(r, pick(w.source, entries).(fields)["source"].(fields))
	}
	if r.HTTP == nil {
		return
	}
	if entries, ok := rule["to"].([]any); ok {
		w.aimOperation(r.HTTP, pick(w.source, entries).(fields)["operation"].(fields))
	}
	conditions, _ := rule["when"].([]any)
	for _, item := range conditions {
		w.aimCondition(r, item.(fields))
	}
}

// one is a text that a value of the list matches, or nothing.
func (w *world) one(list any) string {
	values, _ := list.([]any)
	if len(values) == 0 {
		return ""
	}
	return w.concrete(pick(w.source, values).(string))
}

func (w *world) concrete(value string) string {
	filled := pick(w.source, []string{"", "x", "x/y"})
	value = strings.ReplaceAll(value, "{**}", pick(w.source, []string{"x", "x/y"}))
	value = strings.ReplaceAll(value, "{*}", "x")
	return strings.ReplaceAll(value, "*", filled)
}

func (w *world) aimSource(r *request.Request, from fields) {
	if address := addressIn(w.one(from["ipBlocks"])); address != "" && r.From.Workload == "" {
		r.From.IP = address
	}
	if address := addressIn(w.one(from["remoteIpBlocks"])); address != "" {
		r.From.XForwardedFor = []string{address}
	}
	if w.plane == gateway || r.From.Principal == "" {
		return
	}
	parts := strings.Split(r.From.Principal, "/")
	if name := w.one(from["namespaces"]); name != "" && !strings.Contains(name, "/") {
		parts[2] = name
	}
	if account := w.one(from["serviceAccounts"]); account != "" {
		namespace, name, full := strings.Cut(account, "/")
		if full {
			parts[2], parts[4] = namespace, name
		} else {
			parts[2], parts[4] = w.namespace, namespace
		}
	}
	r.From.Principal = strings.Join(parts, "/")
	if principal := w.one(from["principals"]); strings.Count(principal, "/") == 4 && !strings.HasPrefix(principal, "/") {
		r.From.Principal = principal
	}
}

// addressIn is an IPv4 address of a block.
func addressIn(block string) string {
	address, _, _ := strings.Cut(block, "/")
	parsed, err := netip.ParseAddr(address)
	if err != nil || !parsed.Is4() || parsed.IsUnspecified() {
		return ""
	}
	return address
}

func (w *world) aimOperation(h *request.HTTP, to fields) {
	// Envoy's HTTP/1 parser refuses methods that it does not know; over HTTP/2 they would pass.
	if method := w.one(to["methods"]); slices.Contains(methods, method) {
		h.Method = method
	}
	if path := w.one(to["paths"]); strings.HasPrefix(path, "/") {
		h.Path = path
	}
	if host := w.one(to["hosts"]); host != "" && !strings.Contains(host, "/") && !strings.HasSuffix(host, ":") && !strings.HasSuffix(host, ":x") {
		h.Host = host
	}
}

func (w *world) aimCondition(r *request.Request, condition fields) {
	key, _ := condition["key"].(string)
	value := w.one(condition["values"])
	name, isHeader := strings.CutPrefix(key, "request.headers[")
	switch {
	case key == "request.headers[:authority]":
		if value != "" && !strings.Contains(value, "/") {
			r.HTTP.Host = value
		}
	case key == "request.headers[:method]":
		if slices.Contains(methods, value) {
			r.HTTP.Method = value
		}
	case key == "request.headers[:path]":
		if strings.HasPrefix(value, "/") {
			r.HTTP.Path = value
		}
	case isHeader:
		r.HTTP.Headers[strings.TrimSuffix(name, "]")] = request.Strings{value}
	case key == "source.ip" && addressIn(value) != "" && r.From.Workload == "":
		r.From.IP = addressIn(value)
	case key == "remote.ip" && addressIn(value) != "":
		r.From.XForwardedFor = []string{addressIn(value)}
	case strings.HasPrefix(key, "request.auth.claims[") && len(r.HTTP.Tokens) > 0 && r.HTTP.Tokens[0].Claims != nil &&
		!strings.Contains(key, "]["):
		r.HTTP.Tokens[0].Claims[strings.TrimSuffix(strings.TrimPrefix(key, "request.auth.claims["), "]")] = value
	}
}
