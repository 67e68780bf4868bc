package generate

import "fmt"

// wellFormed stands for the keys of any issuer; the judge puts its own in its place.
const wellFormed = `{"keys":[{"kty":"RSA","kid":"k1","alg":"RS256","use":"sig","e":"AQAB","n":"` +
	`xAE7eB6qugXyCAG3yhh7pkDkT65pHymX-P7KfIupjf59vsdo91bSP9C8H07pSAGQO1MV_xFj9VswgsCg4R6otmg5PV2He95lZdHtOcU5DXIg_pbhLdKXbi66GlVeK6` +
	`ABZOUW3WYtnNHD-91gVuoeJT_DwtGGcp4ignkgXfkiEm4sw-4sfb4qdt5oLbyVpmW6x9cfa7vs2WTfURiCrBoUqgBo_-4WTiULmmHSGZHOjzwa8WtrtOQGsAFjIbno85jp` +
	`6MnGGGZPYZbDAa_b3y5u-YpW7ypZrvD8BgtKVjgtQgZhLAGezMt0ua3DRrWnKqTZ0BJ_EyxOGuHJrLsn00fnMQ"}]}`

// addRequestAuthentication draws which tokens are read, and where.
func (w *world) addRequestAuthentication(index int) {
	namespace := pick(w.source, []string{w.namespace, w.namespace, w.root})
	var rules []any
	for range 1 + w.IntN(2) {
		rules = append(rules, w.jwtRule())
	}
	spec := fields{"jwtRules": rules}
	w.attach(spec, namespace)
	if w.addAccepted("RequestAuthentication", namespace, fmt.Sprintf("ra-%d", index), spec) {
		for _, rule := range rules {
			w.jwt = append(w.jwt, rule.(fields))
		}
	}
}

func (w *world) jwtRule() fields {
	rule := fields{"issuer": pick(w.source, issuers), "jwks": wellFormed}
	if w.chance(0.15) {
		delete(rule, "jwks")
		rule["jwksUri"] = "https://idp.example.com/keys"
		if w.chance(0.5) {
			rule["timeout"] = "3s"
		}
	}
	if w.chance(0.35) {
		rule["audiences"] = w.some(2, func() string { return pick(w.source, []string{"app", "pay"}) })
	}
	w.addPlaces(rule)
	if w.chance(0.15) {
		rule["forwardOriginalToken"] = w.chance(0.8)
	}
	if w.chance(0.25) {
		rule["outputClaimToHeaders"] = []any{fields{"header": claimHeader, "claim": pick(w.source, []string{"sub", "groups", "role", "azp", "tier.name"})}}
	}
	if w.chance(0.1) {
		rule["outputPayloadToHeader"] = pick(w.source, []string{"x-payload", "x-team"})
	}
	if w.chance(0.15) {
		rule["spaceDelimitedClaims"] = []any{pick(w.source, []string{"groups", "role"})}
	}
	return rule
}

// addPlaces says where the tokens are: nowhere in particular, in one place, or in several.
func (w *world) addPlaces(rule fields) {
	if w.chance(0.3) {
		return
	}
	for range 1 + w.IntN(2) {
		switch w.IntN(3) {
		case 0:
			places := []any{pick(w.source, tokenHeaders)}
			if w.chance(0.3) {
				places = append(places, fields{"name": "x-second"})
			}
			rule["fromHeaders"] = places
		case 1:
			rule["fromParams"] = pick(w.source, [][]any{{"tk"}, {"tk", "token"}})
		case 2:
			rule["fromCookies"] = pick(w.source, [][]any{{"sess"}, {"sess", "id"}})
		}
	}
}

var tokenHeaders = []fields{{"name": "x-token"}, {"name": "x-jwt", "prefix": "Tok "}, {"name": "Authorization", "prefix": "Bearer "}}

var modes = []string{"STRICT", "PERMISSIVE", "PERMISSIVE", "DISABLE", "DISABLE", "UNSET"}

// addPeerAuthentication draws who must come with mutual TLS.
func (w *world) addPeerAuthentication(index int) {
	namespace := pick(w.source, []string{w.namespace, w.namespace, w.root})
	spec := fields{"mtls": fields{"mode": pick(w.source, modes)}}
	if namespace == w.namespace && w.chance(0.5) {
		spec["selector"] = fields{"matchLabels": fields{"app": w.name}}
		if w.chance(0.6) {
			spec["portLevelMtls"] = fields{fmt.Sprint(pick(w.source, w.ports).target): fields{"mode": pick(w.source, modes)}}
		}
	}
	w.addAccepted("PeerAuthentication", namespace, fmt.Sprintf("pa-%d", index), spec)
}
