package generate

import (
	"fmt"
	"strings"

	"conformance/request"
)

// request draws a request; most aim at a rule and then miss it by a little.
func (w *world) request(id string) *request.Request {
	r := &request.Request{ID: id, At: w.plane}
	w.from(r)
	chosen := pick(w.source, w.ports)
	switch {
	case w.plane == gateway:
		r.To = request.Target{Gateway: w.namespace + "/edge", Port: pick(w.source, []int{80, 8080})}
	case (w.plane == sidecar && w.chance(0.4)) || (w.plane == waypoint && w.waypointFor == "all" && w.chance(0.3)):
		r.To = request.Target{Workload: fmt.Sprintf("%s/%s-0", w.namespace, w.name), Port: chosen.target}
	default:
		r.To = request.Target{Service: w.namespace + "/" + w.name, Port: chosen.number}
	}
	if w.plane == sidecar && r.From.Workload+r.From.Principal != "" {
		r.SNI = fmt.Sprintf("outbound_.%d_._.%s", chosen.number, w.serviceHost())
	}
	if w.plane == gateway || w.chance(shareOfHTTP(chosen)) {
		r.HTTP = w.http()
	}
	if w.providers {
		r.External = map[string]string{"authz-http": w.answer(), "authz-grpc": w.answer()}
	}
	if len(w.rules) > 0 && w.chance(0.7) {
		w.aim(r, pick(w.source, w.rules))
		w.miss(r)
	}
	return r
}

// shareOfHTTP keeps most raw connections to ports where no HTTP is expected.
func shareOfHTTP(p port) float64 {
	name, _ := p.fields["name"].(string)
	_, protocol := p.fields["appProtocol"]
	for _, prefix := range []string{"tcp", "mysql", "https"} {
		if strings.HasPrefix(name, prefix) && !protocol {
			return 0.3
		}
	}
	return 0.97
}

func (w *world) answer() string { return pick(w.source, []string{"allow", "deny"}) }

func (w *world) from(r *request.Request) {
	switch roll := w.IntN(10); {
	case w.plane == gateway || (w.plane == sidecar && roll < 1):
		r.From = request.Caller{IP: pick(w.source, outsiders), DataPlane: "none"}
	case roll < 6:
		r.From = request.Caller{Workload: pick(w.source, w.callers).pod}
	default:
		domain := w.trustDomain
		if w.chance(0.2) {
			domain = pick(w.source, append([]string{"other.example", "old.example"}, w.aliases...))
		}
		r.From = request.Caller{
			Principal: fmt.Sprintf("%s/ns/%s/sa/%s", domain, pick(w.source, namespaces), pick(w.source, accounts)),
			IP:        pick(w.source, outsiders), DataPlane: map[string]string{sidecar: "sidecar", waypoint: "ambient"}[w.plane],
		}
	}
	if w.chance(0.25) {
		for range 1 + w.IntN(2) {
			r.From.XForwardedFor = append(r.From.XForwardedFor, w.address())
		}
	}
}

func (w *world) http() *request.HTTP {
	h := &request.HTTP{
		Method: pick(w.source, methods), Path: pick(w.source, paths), Host: pick(w.source, append(hosts, w.serviceHost())),
		Headers: map[string]request.Strings{},
	}
	h.Version = pick(w.source, []string{"1.1", "1.1", "2"})
	for range w.IntN(3) {
		h.Headers[pick(w.source, headers[:5])] = request.Strings{pick(w.source, values)}
	}
	if w.chance(0.15) {
		h.Headers["cookie"] = pick(w.source, []request.Strings{{"a=1"}, {"b=2"}, {"a=1; b=2"}, {"a=1", "b=2"}, {"b=2", "a=1"}})
	}
	for range w.IntN(3) {
		if len(w.jwt) > 0 && w.chance(0.45) {
			h.Tokens = append(h.Tokens, w.token())
		}
	}
	return h
}

// token draws one that a RequestAuthentication of the mesh reads, or almost.
func (w *world) token() request.Token {
	rule := pick(w.source, w.jwt)
	valid := !w.chance(0.15)
	t := request.Token{Issuer: rule["issuer"].(string), Subject: pick(w.source, subjects), Valid: &valid, Claims: w.claims(), In: w.placeOf(rule)}
	if w.chance(0.1) {
		t.Issuer = pick(w.source, issuers)
	}
	switch {
	case valid && w.chance(0.6):
		t.Audiences = []string{pick(w.source, []string{"app", "pay", "games"})}
	case !valid && w.chance(0.4):
		return request.Token{Valid: &valid, In: t.In} // no JWT at all
	case !valid:
		// With a wrong audience, too, the answer would depend on which of the two Envoy looks at first.
		t.Issuer, t.Audiences = rule["issuer"].(string), []string{"app", "pay"}
	}
	return t
}

// placeOf is one of the places where a rule reads tokens.
func (w *world) placeOf(rule fields) *request.TokenPlace {
	var places []*request.TokenPlace
	headers, _ := rule["fromHeaders"].([]any)
	for _, item := range headers {
		header := item.(fields)
		prefix, _ := header["prefix"].(string)
		places = append(places, &request.TokenPlace{Header: header["name"].(string), Prefix: &prefix})
	}
	params, _ := rule["fromParams"].([]any)
	for _, name := range params {
		places = append(places, &request.TokenPlace{Param: name.(string)})
	}
	cookies, _ := rule["fromCookies"].([]any)
	for _, name := range cookies {
		places = append(places, &request.TokenPlace{Cookie: name.(string)})
	}
	if len(places) > 0 {
		return pick(w.source, places)
	}
	if w.chance(0.3) {
		return &request.TokenPlace{Param: "access_token"}
	}
	bearer := "Bearer "
	return &request.TokenPlace{Header: "authorization", Prefix: &bearer}
}

func (w *world) claims() map[string]any {
	claims := map[string]any{}
	for range w.IntN(4) {
		name := pick(w.source, claimNames)
		switch {
		case name == "tier":
			claims[name] = map[string]any{"name": []string{pick(w.source, claimTexts), "x"}}
		case w.chance(0.3):
			claims[name] = []string{pick(w.source, claimTexts), pick(w.source, claimTexts)}
		case w.chance(0.1):
			claims[name] = pick(w.source, []any{true, 1, "dev ops", "admin dev", nil})
		default:
			claims[name] = pick(w.source, claimTexts)
		}
	}
	return claims
}

// miss changes one thing.
func (w *world) miss(r *request.Request) {
	h := r.HTTP
	if h == nil || w.chance(0.5) {
		return
	}
	switch w.IntN(9) {
	case 0:
		h.Path += pick(w.source, []string{"/", "x", "?q=1", ";v=1", "#f", "/..", "%2f"})
	case 1:
		h.Path = strings.Replace(h.Path, "/", pick(w.source, []string{"//", "/./", "/x/../", "/%2e%2e/"}), 1)
	case 2:
		h.Path = strings.Replace(h.Path, "a", pick(w.source, []string{"%61", "A"}), 1)
	case 3:
		h.Method = pick(w.source, methods)
	case 4:
		h.Host = strings.ToUpper(h.Host)
	case 5:
		h.Host = strings.Split(h.Host, ":")[0] + ":8080"
	case 6:
		h.Headers[pick(w.source, headers)] = request.Strings{pick(w.source, values), pick(w.source, values)}
	case 7:
		h.Tokens = nil
	case 8:
		h.Path = pick(w.source, paths)
	}
}
