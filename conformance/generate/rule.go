package generate

import "fmt"

// claimHeader is a header into which a RequestAuthentication may write a claim.
const claimHeader = "x-claim"

var (
	methods = []string{"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}
	paths   = []string{
		"/", "/admin", "/admin/users", "/api/v1", "/api/v1/items", "/api/v2/items/7", "/files/a/b/c", "/health", "/public/info",
		"/shop.Cart/Add", "/a/x/b", "/foo/info/",
	}
	templates = []string{
		"/{*}", "/{**}", "/api/{*}/items", "/api/{**}", "/{*}/info", "/files/{**}/c", "/a/{*}/b", "/admin/{*}", "/{**}/b", "/files/{*}/{**}",
	}
	hosts      = []string{"api.example.com", "admin.example.com", "shop.test", "api", "api.example.com:8080"}
	headers    = []string{"x-team", "x-api-version", "X-Role", "user-agent", claimHeader, "accept-language", "x-forwarded-for", "cookie"}
	values     = []string{"red", "blue", "admin", "2.1", "1", "curl/8.5", ""}
	issuers    = []string{"https://idp.example.com", "https://idp.example.com/realms/main", "testing@secure.istio.io", "https://accounts.corp"}
	subjects   = []string{"alice", "team/alice", "u1", "u2"}
	claimNames = []string{"groups", "admin", "role", "azp", "email", "tier"}
	cookies    = []string{"a=1", "b=2", "a=1; b=2", "b=2; a=1", "sess=x"}
	claimTexts = []string{"admin", "dev", "true", "1", "gold", "a@corp.example", "app"}
)

// rule draws a rule; each of its parts may be missing.
func (w *world) rule() fields {
	rule := fields{}
	if w.chance(0.6) {
		rule["from"] = w.entries("source", w.peer)
	}
	if w.chance(0.65) {
		rule["to"] = w.entries("operation", w.operation)
	}
	if w.chance(0.35) {
		var conditions []any
		for range 1 + w.IntN(2) {
			conditions = append(conditions, w.condition())
		}
		rule["when"] = conditions
	}
	return rule
}

func (w *world) entries(name string, draw func() fields) []any {
	var entries []any
	for range 1 + w.IntN(2) {
		entries = append(entries, fields{name: draw()})
	}
	return entries
}

// drawn fills one or two of some fields, now and then by their negation.
func (w *world) drawn(pools map[string]func() string, names []string) fields {
	result := fields{}
	for range 1 + w.IntN(2) {
		name := pick(w.source, names)
		key := name
		if w.chance(0.25) {
			key = negation[name]
		}
		result[key] = w.some(3, pools[name])
	}
	return result
}

var negation = map[string]string{
	"principals": "notPrincipals", "namespaces": "notNamespaces", "serviceAccounts": "notServiceAccounts",
	"requestPrincipals": "notRequestPrincipals", "ipBlocks": "notIpBlocks", "remoteIpBlocks": "notRemoteIpBlocks",
	"trustDomains": "notTrustDomains", "hosts": "notHosts", "ports": "notPorts", "methods": "notMethods", "paths": "notPaths",
}

var (
	sourceFields = []string{
		"principals", "principals", "namespaces", "serviceAccounts", "requestPrincipals", "ipBlocks", "remoteIpBlocks", "trustDomains",
	}
	operationFields = []string{"paths", "paths", "methods", "hosts", "ports"}
)

func (w *world) peer() fields {
	return w.drawn(map[string]func() string{
		"principals": func() string { return w.near(w.anyPrincipal()) },
		"namespaces": func() string { return w.near(pick(w.source, namespaces)) },
		"serviceAccounts": func() string {
			if w.chance(0.5) {
				return pick(w.source, accounts)
			}
			return pick(w.source, namespaces) + "/" + pick(w.source, accounts)
		},
		"requestPrincipals": func() string { return w.near(pick(w.source, issuers) + "/" + pick(w.source, subjects)) },
		"ipBlocks":          w.block,
		"remoteIpBlocks":    w.block,
		"trustDomains": func() string {
			return w.near(pick(w.source, []string{w.trustDomain, "old.example", "other.example", "cluster.local"}))
		},
	}, sourceFields)
}

func (w *world) anyPrincipal() string {
	domain := pick(w.source, []string{w.trustDomain, w.trustDomain, "cluster.local", "old.example", "*"})
	if w.chance(0.5) && len(w.callers) > 0 {
		known := pick(w.source, w.callers).principal
		return domain + known[len(w.trustDomain):]
	}
	return fmt.Sprintf("%s/ns/%s/sa/%s", domain, pick(w.source, namespaces), pick(w.source, accounts))
}

func (w *world) address() string {
	if w.chance(0.5) && len(w.callers) > 0 {
		return pick(w.source, w.callers).address
	}
	return pick(w.source, outsiders)
}

func (w *world) block() string { return w.cidr(w.address()) }

func (w *world) operation() fields {
	return w.drawn(map[string]func() string{
		"paths": func() string {
			if w.chance(0.3) {
				return pick(w.source, templates)
			}
			return w.near(pick(w.source, paths))
		},
		"methods": func() string { return w.near(pick(w.source, methods)) },
		"hosts": func() string {
			host := pick(w.source, append(hosts, w.serviceHost()))
			if w.chance(0.15) {
				return host + ":*"
			}
			return w.near(host)
		},
		"ports": w.portText,
	}, operationFields)
}

func (w *world) serviceHost() string {
	return fmt.Sprintf("%s.%s.svc.cluster.local", w.name, w.namespace)
}

func (w *world) portText() string {
	one := pick(w.source, w.ports)
	return fmt.Sprint(pick(w.source, []int{one.number, one.target, one.target, 443}))
}

func (w *world) condition() fields {
	key, draw := w.conditionKey()
	condition := fields{"key": key}
	if w.chance(0.75) {
		condition["values"] = w.some(2, draw)
	}
	if len(condition) == 1 || w.chance(0.1) {
		condition["notValues"] = w.some(2, draw)
	}
	return condition
}

func (w *world) conditionKey() (string, func() string) {
	claim := func() string { return w.near(pick(w.source, claimTexts)) }
	switch w.IntN(22) {
	case 0, 1, 2:
		return "request.headers[" + pick(w.source, headers) + "]", func() string { return w.near(pick(w.source, values[:6])) }
	case 3:
		return "source.ip", w.block
	case 4:
		return "remote.ip", w.block
	case 5:
		return "source.namespace", func() string { return w.near(pick(w.source, namespaces)) }
	case 6:
		return "source.principal", func() string { return w.near(w.anyPrincipal()) }
	case 7:
		return "request.auth.principal", func() string { return w.near(pick(w.source, issuers) + "/" + pick(w.source, subjects)) }
	case 8:
		return "request.auth.audiences", func() string { return pick(w.source, []string{"app", "pay"}) }
	case 9:
		return "request.auth.presenter", func() string { return pick(w.source, []string{"app", "cli"}) }
	case 10, 11:
		name := pick(w.source, claimNames)
		if name == "tier" {
			return "request.auth.claims[tier][name]", claim
		}
		return "request.auth.claims[" + name + "]", claim
	case 12:
		return "destination.port", w.portText
	case 13:
		return "source.serviceAccount", func() string { return pick(w.source, namespaces) + "/" + pick(w.source, accounts) }
	case 14:
		return "source.trustDomain", func() string { return w.near(pick(w.source, []string{w.trustDomain, "old.example"})) }
	case 15:
		return "request.headers[:authority]", func() string { return w.near(pick(w.source, hosts)) }
	case 16:
		return "destination.ip", func() string {
			return pick(w.source, []string{targetAddress, serviceAddress, "10.96.0.0/24", "10.1.0.0/16"})
		}
	case 17:
		return "request.headers[" + claimHeader + "]", claim
	case 18:
		return "request.headers[cookie]", func() string { return w.near(pick(w.source, cookies)) }
	case 19:
		return "request.headers[" + pick(w.source, []string{":method", ":path"}) + "]", func() string {
			return w.near(pick(w.source, []string{"GET", "/admin", "/api/v1"}))
		}
	case 20:
		return "experimental.envoy.filters.network.mysql_proxy[db.table]", func() string { return pick(w.source, []string{"[select]", "insert"}) }
	}
	return "connection.sni", func() string { return w.near("outbound_.80_._." + w.serviceHost()) }
}
